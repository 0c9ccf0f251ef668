import { formatCount, formatList, formatNumber } from '../model/format.ts';
import type { Gate, GateCheck, GateStatus } from '../model/gate.ts';

/** The result of a gate in one sentence. */
export function gateHeadline(kind: Gate['kind'], checks: readonly GateCheck[], status: GateStatus): string {
  if (checks.length === 0) return 'Nothing was judged, so the gate is not passed.';
  const namesOf = (wanted: GateStatus) =>
    checks.filter((check) => check.status === wanted).map(({ id }) => id);
  const rest = (['inconclusive', 'invalid'] as const).flatMap((each) => {
    const names = namesOf(each);
    if (names.length === 0 || each === status) return [];
    return [
      each === 'invalid' ? `${formatList(names)} could not be judged` : `${formatList(names)} not settled`,
    ];
  });
  const also = rest.length === 0 ? '' : `; ${rest.join('; ')}`;
  const [what, total] = [formatList(namesOf(status)), checks.length];
  switch (status) {
    case 'pass':
      return `${kind === 'budget' ? `Within budget: ${boundsHold(total)}` : `No regression in ${formatCount(total, 'figure')}`}.`;
    case 'warn':
      return `Passed with ${formatCount(namesOf('warn').length, 'warning')}: ${what}.`;
    case 'fail':
      return `${kind === 'budget' ? 'Beyond budget' : 'Regression'}: ${what}${also}.`;
    case 'inconclusive':
      return `Not settled: ${what}${also}.`;
    case 'invalid':
      return `Could not be judged: ${what}${also}.`;
  }
}

function boundsHold(total: number): string {
  if (total === 1) return 'its bound holds';
  return total === 2 ? 'both bounds hold' : `all ${formatNumber(total)} bounds hold`;
}
