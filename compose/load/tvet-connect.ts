import { planK6 } from '../../harness/load/plan.ts';
import { profileFor } from '../../scenarios/tvet-connect/profile.ts';

export { arrival, user } from '../../scenarios/tvet-connect/journeys.ts';

/**
 * The loads of a verification in one k6, without the harness: `LOAD` names the one of the profile ("open" or "closed"). Its
 * result is k6's own summary; a verdict needs the harness (`proofload verify --target`).
 */
const load = profileFor({
  users: Number(__ENV.USERS),
  ratePerSec: Number(__ENV.ARRIVAL_RATE_PER_SEC),
  quick: __ENV.QUICK === 'true',
  servers: [], // nothing kills a container from here
  randomSeed: Number(__ENV.RANDOM_SEED),
}).loads.find(({ name }) => name === __ENV.LOAD);
if (!load) throw new Error(`LOAD names no load: ${__ENV.LOAD}`);

/** Only the share of the machine that k6 may take depends on its size, and here the container sets that. */
const ANY_MACHINE = { cores: 1, memoryBytes: 0, availableBytes: 0 };

/** Outcomes of a request that are the system's fault (scenarios/lib/request.ts). */
const FAILURES = [
  'timeout',
  'network',
  'content',
  ...[400, 401, 403, 404, 409, 500, 502, 503, 504].map((status) => `status-${status}`),
];

export const options = {
  ...planK6({ ...load, generatorProcesses: 1 }, Number(__ENV.RANDOM_SEED), ANY_MACHINE).options,
  summaryTrendStats: ['count', 'med', 'p(95)', 'p(99)', 'max'],
  thresholds: {
    response_time: ['p(95)<200'],
    dropped_iterations: ['count==0'],
    'service_time{outcome:correct}': ['p(95)<200'],
    // No request may have ended this way: a time series without samples is 0, any other is not.
    ...Object.fromEntries(FAILURES.map((outcome) => [`service_time{outcome:${outcome}}`, ['max<=0']])),
  },
};
