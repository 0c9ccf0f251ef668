import type { PhaseSummary } from '../model/summary.ts';

/** Prefix of the failure reasons of requests that failed because the generator ran out of something (scripts/k6/outcome.go). */
const OWN_FAULT = 'generator-';

/** Requests of a phase that failed through the generator's own fault, by reason. `lacked` is the reason without the prefix. */
export function ownFaultsIn({
  failedByReason,
}: Pick<PhaseSummary, 'failedByReason'>): { reason: string; lacked: string; requests: number }[] {
  return Object.entries(failedByReason)
    .filter(([reason]) => reason.startsWith(OWN_FAULT))
    .map(([reason, requests]) => ({ reason, lacked: reason.slice(OWN_FAULT.length), requests }));
}
