import { EXIT, type ExitCode } from '../model/errors.ts';
import type { GateStatus } from '../model/gate.ts';

/** As of a run: a broken bound stays broken, whatever else could not be judged. */
const SEVERITY: readonly GateStatus[] = ['pass', 'warn', 'inconclusive', 'invalid', 'fail'];

/** The status of a gate from those of its checks. Without any it is inconclusive: nothing judged is no success. */
export function worstOfChecks(statuses: readonly GateStatus[]): GateStatus {
  if (statuses.length === 0) return 'inconclusive';
  return SEVERITY[Math.max(...statuses.map((status) => SEVERITY.indexOf(status)))]!;
}

/** What an inconclusive gate counts as: an exit code of its own, or that of a pass or a fail. */
export type Inconclusive = 'pass' | 'fail' | 'own';

export function exitCodeOfGate(status: GateStatus, inconclusive: Inconclusive): ExitCode {
  switch (status) {
    case 'pass':
    case 'warn':
      return EXIT.pass;
    case 'inconclusive':
      return inconclusive === 'own' ? EXIT.inconclusive : EXIT[inconclusive];
    default:
      return EXIT[status];
  }
}
