import { ProofloadError } from '../../model/errors.ts';
import { FAULT_KINDS, type Fault } from '../../model/fault.ts';
import type { LoadProfile } from '../../model/load.ts';
import { faultsIn, type PlannedPart } from '../planned-parts.ts';

/**
 * Makes sure that a system has the parts that its load profile disturbs, each with one fault at a time.
 * @throws ProofloadError FAULT_IMPOSSIBLE
 */
export function requirePossibleFaults({ loads }: LoadProfile, parts: readonly PlannedPart[]): void {
  for (const fault of faultsIn(loads)) {
    const reason = whyImpossible(fault, parts);
    if (reason) throw impossible(reason);
  }
  for (const { name, faults = [] } of loads.flatMap(({ phases }) => phases)) {
    const twice = overlapping(faults);
    if (twice) throw impossible(`Two faults of ${twice} in the phase "${name}" overlap`);
  }
}

function whyImpossible({ part, action, atMs, returnAtMs }: Fault, parts: readonly PlannedPart[]) {
  if (!parts.some(({ name }) => name === part)) return `No part called "${part}" is started for this system`;
  if (returnAtMs <= atMs) return `A fault of ${part} ends before it begins`;
  const isClusterNode = /^redis-\d+$/.test(part);
  if (isClusterNode && FAULT_KINDS[action].needsGate)
    return `${part} is a node of a cluster, and clients connect to its own port, so it can only be killed, stopped or paused`;
  return null;
}

/** The part for which two of the faults overlap. */
function overlapping(faults: readonly Fault[]): string | null {
  const inOrder = faults.toSorted((a, b) => a.atMs - b.atMs);
  const first = inOrder.find(({ part, returnAtMs }, index) =>
    inOrder.slice(index + 1).some((later) => later.part === part && later.atMs < returnAtMs),
  );
  return first?.part ?? null;
}

function impossible(reason: string): ProofloadError {
  return new ProofloadError(
    'FAULT_IMPOSSIBLE',
    `${reason}. Nothing was started.`,
    "Correct the faults in the platform's load profile: each names a part of the topology that Proofload starts itself.",
  );
}
