import { planK6 } from '../../harness/load/plan.ts';
import type { Platform } from '../../harness/model/platform.ts';

/** The size of the machine only determines how much of it k6 may take; here the container limits that. */
const ANY_MACHINE = { cores: 1, memoryBytes: 0, availableBytes: 0 };

/** Outcomes of a request that are the system's fault (`Outcome` in scenarios/lib/route.ts). */
const FAILURES = [
  'timeout',
  'network',
  'content',
  ...[400, 401, 403, 404, 409, 500, 502, 503, 504].map((status) => `status-${status}`),
];

/**
 * k6 options for one load of a verification, without the harness. `LOAD` names the load of the profile; without it, it is the first open
 * load, or the first of all. The result is k6's own summary; a verdict needs the harness (`proofload verify --target`).
 */
export function optionsOf(profileFor: Platform['profileFor']) {
  const { loads } = profileFor({
    users: Number(__ENV.USERS),
    ratePerSec: Number(__ENV.ARRIVAL_RATE_PER_SEC),
    quick: __ENV.QUICK === 'true',
    servers: [], // no container is killed from here
    randomSeed: Number(__ENV.RANDOM_SEED),
  });
  const load = __ENV.LOAD
    ? loads.find(({ name }) => name === __ENV.LOAD)
    : (loads.find((each) => each.load.model === 'open') ?? loads[0]);
  if (!load)
    throw new Error(`LOAD must be one of: ${loads.map(({ name }) => name).join(', ')}; not ${__ENV.LOAD}`);
  const planned = { ...load, generatorProcesses: 1 };
  const { options, scenarioEnv } = planK6(planned, Number(__ENV.RANDOM_SEED), ANY_MACHINE);
  return {
    ...options,
    // What the harness gives k6 as its environment: the users of this load, not those of the whole profile, and their think time.
    scenarios: Object.fromEntries(
      Object.entries(options.scenarios).map(([name, scenario]) => [
        name,
        { ...scenario, env: { ...scenario.env, ...scenarioEnv } },
      ]),
    ),
    summaryTrendStats: ['count', 'med', 'p(95)', 'p(99)', 'max'],
    thresholds: {
      dropped_iterations: ['count==0'],
      // Always true: it makes the summary show a line for correct requests.
      'service_time{outcome:correct}': ['max>=0'],
      // No request may have this outcome: the maximum is 0 only without samples.
      ...Object.fromEntries(FAILURES.map((outcome) => [`service_time{outcome:${outcome}}`, ['max<=0']])),
    },
  };
}
