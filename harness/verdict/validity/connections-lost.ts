import { formatCount, formatMeasure } from '../../model/format.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import { MIN_CONNECTIONS_PER_USER } from '../limits.ts';
import { ownFaultsIn } from '../own-faults.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

const WHY_REFUSED =
  "It refuses addresses that are invalid or not the system's: if files are in an object store, set S3_ENDPOINT.";

/**
 * Did every virtual user have a connection? Not if a request failed because the generator ran out of files, ports or memory,
 * or if its processes had fewer open files than users were alive. In the second case the system may have refused or
 * closed the connections: without evidence the generator is not blamed.
 */
export const connectionsLost: PhaseCheck = (phase) => {
  const { name, offeredRatePerSec, connections } = phase;
  const subject = check('connections-lost', name, { isOfGenerator: true });
  const own = ownFaultsIn(phase);
  const count = own.reduce((sum, { requests }) => sum + requests, 0);
  if (count > 0) {
    const names = own.map(({ lacked }) => lacked);
    const explained = names.includes('refused') ? ` ${WHY_REFUSED}` : '';
    const reason = `In '${name}' ${formatCount(count, 'request')} failed through the generator's own fault (${names.join(', ')}).${explained}`;
    const evidence = own.map(({ reason: why, requests }) => ({
      label: `failed: ${why}`,
      value: requests,
      unit: 'requests',
      phase: name,
    }));
    const doubt = doubtOf('own-failures', { doubtfulFailures: count });
    return [violated(subject, { actual: count, bound: 0, unit: 'requests' }, reason, doubt, evidence)];
  }
  if (offeredRatePerSec !== null) {
    const figures = { actual: 0, bound: 0, unit: 'requests' };
    return [held(subject, figures, `No request failed in '${name}' through the generator's own fault.`)];
  }
  if (connections === null) {
    const reason = `How many connections the generator held in '${name}' was not measured.`;
    return [unknown(subject, { bound: null, unit: 'connections' }, reason)];
  }
  const { users, vus, openFiles } = connections;
  const bound = Math.floor(MIN_CONNECTIONS_PER_USER * vus);
  const figures = { actual: openFiles, bound, unit: 'connections' };
  const files = formatCount(openFiles, 'open file');
  return openFiles < bound
    ? [
        violated(
          subject,
          figures,
          `In '${name}' the generator had only ${files} for ${formatCount(vus, 'virtual user')}, so not every one had a connection: ${whoEndedThem(phase)}.`,
          doubtOf('connections-missing', { missingUsers: Math.ceil(((vus - openFiles) * users) / vus) }),
        ),
      ]
    : [
        held(
          subject,
          figures,
          `In '${name}' the generator held a connection for each of ${formatMeasure(vus, '')} virtual users.`,
        ),
      ];
};

function whoEndedThem({ failedByReason: { network = 0 } }: PhaseSummary): string {
  return network > 0
    ? `the system refused or cut the connections of ${formatCount(network, 'request')}`
    : 'it is not known whether the system or the generator closed the others';
}
