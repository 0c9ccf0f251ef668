import type { CommandOutput } from '../../model/command-output.ts';
import { largestLoads } from '../../model/load.ts';
import { type GivenStores, givenStoresIn } from '../../system/planned-parts.ts';
import { type LoadToExamine, loadNeeds } from './load-needs.ts';
import { type MachineState, machineState } from './machine-state.ts';
import { largestLoad, resourceFits } from './resource-fits.ts';

type Doctor = Extract<CommandOutput, { kind: 'doctor' }>;

/** For which of these loads this machine will do, now. */
export async function examine(
  loads: readonly LoadToExamine[],
  env: Readonly<Record<string, string | undefined>>,
  runsFolder: string,
): Promise<Omit<Doctor, 'kind' | 'programs'>> {
  const machine = await machineState(runsFolder);
  const given = givenStoresIn(env);
  const { cores, memoryBytes, availableBytes } = machine;
  return {
    machine: { cores, memoryBytes, availableBytes },
    platformLoads: loads.map((load) => fitOf(load, machine, given)),
    largest: largestLoad(machine),
  };
}

export function fitOf(
  load: LoadToExamine,
  machine: MachineState,
  given: GivenStores,
): Doctor['platformLoads'][number] {
  const needs = loadNeeds(load, given);
  const resources = resourceFits(needs, machine);
  return {
    platform: load.platform.slug,
    title: load.platform.title,
    isQuick: load.isQuick,
    ...largestLoads(needs),
    isEnough: resources.every(({ isEnough }) => isEnough !== false),
    resources,
  };
}
