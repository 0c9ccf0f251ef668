import type { CommandOutput } from '../../model/command-output.ts';
import type { PlacedPlatform } from '../../model/platform.ts';
import { givenStoresIn } from '../../system/planned-parts.ts';
import { loadNeeds } from './load-needs.ts';
import { machineState } from './machine-state.ts';
import { largestLoad, resourceFits } from './resource-fits.ts';

type Examined = Omit<Extract<CommandOutput, { kind: 'doctor' }>, 'kind' | 'programs'>;

/** For which loads of these platforms this machine will do, now. */
export async function examine(
  platforms: readonly PlacedPlatform[],
  env: Readonly<Record<string, string | undefined>>,
  runsFolder: string,
): Promise<Examined> {
  const machine = await machineState(runsFolder);
  const given = givenStoresIn(env);
  const platformLoads = platforms.flatMap((platform) =>
    [true, false].map((quick) => {
      const sizes = quick ? platform.sizes.quick : platform.sizes.full;
      const resources = resourceFits(loadNeeds(platform, { sizes, quick }, given), machine);
      return {
        platform: platform.slug,
        title: platform.title,
        isQuick: quick,
        users: sizes.users,
        ratePerSec: sizes.ratePerSec,
        isEnough: resources.every(({ isEnough }) => isEnough !== false),
        resources,
      };
    }),
  );
  const { cores, memoryBytes, availableBytes } = machine;
  return { machine: { cores, memoryBytes, availableBytes }, platformLoads, largest: largestLoad(machine) };
}
