import { formatCount, formatMeasure } from '../../model/format.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import { MIN_CONNECTIONS_PER_USER } from '../limits.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

/** With this word begin the reasons of requests that failed for want of something on the generator's side (scenarios/lib/request.ts). */
const OWN_FAULT = 'generator';

/**
 * Could the generator hold the connections that it should? It could not when a request failed for want of a file, a port or
 * memory of its own, or when its processes have fewer open files than users are alive, each of whom has a connection.
 */
export const connectionsLost: PhaseCheck = (phase) => {
  const { name, offeredRatePerSec, connections } = phase;
  const subject = check('connections-lost', name, { isOfGenerator: true });
  const own = ownFailures(phase);
  const count = own.reduce((sum, [, failed]) => sum + failed, 0);
  if (count > 0) {
    const reason = `In '${name}' ${formatCount(count, 'request')} failed by the generator's own fault (${own.map(([why]) => why.slice(OWN_FAULT.length + 1)).join(', ')}).`;
    const evidence = own.map(([why, failed]) => ({
      label: `failed: ${why}`,
      value: failed,
      unit: 'requests',
      phase: name,
    }));
    const doubt = doubtOf('own-failures', { doubtfulFailures: count });
    return [violated(subject, { actual: count, bound: 0, unit: 'requests' }, reason, doubt, evidence)];
  }
  if (offeredRatePerSec !== null) {
    const figures = { actual: 0, bound: 0, unit: 'requests' };
    return [held(subject, figures, `No request failed in '${name}' by the generator's own fault.`)];
  }
  if (connections === null) {
    const reason = `How many connections the generator held in '${name}' was not measured.`;
    return [unknown(subject, { bound: null, unit: 'connections' }, reason)];
  }
  const { users, openFiles } = connections;
  const bound = Math.floor(MIN_CONNECTIONS_PER_USER * users);
  const figures = { actual: openFiles, bound, unit: 'connections' };
  const files = formatCount(openFiles, 'open file');
  return openFiles < bound
    ? [
        violated(
          subject,
          figures,
          `In '${name}' the generator had only ${files} for ${formatCount(users, 'user')} with a connection each: it could not hold them.`,
          doubtOf('connections-missing', { missingUsers: users - openFiles }),
        ),
      ]
    : [
        held(
          subject,
          figures,
          `In '${name}' the generator held a connection for each of ${formatMeasure(users, '')} users.`,
        ),
      ];
};

function ownFailures({ failedByReason }: PhaseSummary): [string, number][] {
  return Object.entries(failedByReason).filter(([reason]) => reason.startsWith(`${OWN_FAULT}-`));
}
