import type { LoadProfile, PlannedLoad } from '../model/load.ts';

/** The same loads with `usersPerVu` users to each virtual user of the generator, in as many fewer processes. Open loads stay as they are. */
export function withUsersPerVu({ loads }: LoadProfile, usersPerVu: number): LoadProfile {
  return {
    loads: loads.map((planned): PlannedLoad => {
      const { load, generatorProcesses } = planned;
      if (load.model === 'open') return planned;
      return {
        ...planned,
        load: { ...load, usersPerVu },
        generatorProcesses: Math.ceil(generatorProcesses / usersPerVu),
      };
    }),
  };
}
