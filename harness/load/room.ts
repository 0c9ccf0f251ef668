import { ProofloadError } from '../model/errors.ts';
import { formatBytes } from '../model/format.ts';
import type { PlannedLoad } from '../model/load.ts';
import { generatorNeedsBytes, mostThatFits } from './plan.ts';

/**
 * Refuses loads that do not fit into the available memory, because the kernel would kill their generator. Loads run one after the
 * other, so the largest decides.
 * @param besideBytes the memory of everything else that is still to be started
 * @param availableBytes the memory that is available now: see harness/telemetry/machine-limits.ts
 * @throws ProofloadError MACHINE_TOO_SMALL
 */
export function requireRoom(
  loads: readonly PlannedLoad[],
  besideBytes: number,
  availableBytes: number,
): void {
  const needs = loads.map(generatorNeedsBytes);
  const neededBytes = besideBytes + Math.max(0, ...needs);
  if (neededBytes <= availableBytes) return;
  const fitting = loads
    .filter((_, index) => besideBytes + needs[index]! > availableBytes)
    .map((load) => mostThatFits(load, availableBytes - besideBytes));
  throw new ProofloadError(
    'MACHINE_TOO_SMALL',
    `This run needs about ${formatBytes(neededBytes)} of memory, but only ${formatBytes(availableBytes)} are available here.`,
    fitting.every((option) => option !== null)
      ? `Ask for less (${[...new Set(fitting)].join(' ')}), or give the machine or its container more memory.`
      : 'Give the machine or its container more memory: not even a small load has room.',
  );
}
