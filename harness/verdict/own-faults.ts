import type { PhaseSummary } from '../model/summary.ts';

/** With this word begin the reasons of requests that failed for want of something on the generator's side (scripts/k6/outcome.go). */
const OWN_FAULT = 'generator-';

/** Requests of a phase that failed by the generator's own fault, by reason; `lacked` is the reason without its first word. */
export function ownFaultsIn({
  failedByReason,
}: Pick<PhaseSummary, 'failedByReason'>): { reason: string; lacked: string; requests: number }[] {
  return Object.entries(failedByReason)
    .filter(([reason]) => reason.startsWith(OWN_FAULT))
    .map(([reason, requests]) => ({ reason, lacked: reason.slice(OWN_FAULT.length), requests }));
}
