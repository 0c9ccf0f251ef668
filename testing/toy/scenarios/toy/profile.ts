import type { LoadProfile, PlannedLoad } from '../../../../harness/model/load.ts';
import type { ProfileOptions } from '../../../../harness/model/platform.ts';

/** Three requests nine times in ten, otherwise two (journeys.ts). */
const REQUESTS_PER_ARRIVAL = 2.9;

export const PHASES = { closed: 'closed steady', open: 'open steady', fault: 'Redis stopped' } as const;

/** A few seconds of each load, then a load during which Redis is stopped. */
export function profileFor({ users, ratePerSec, quick, servers }: ProfileOptions): LoadProfile {
  const steadyMs = quick ? 4_000 : 20_000;
  const open = { model: 'open', arrivalRatePerSec: ratePerSec } as const;
  const fault: PlannedLoad = {
    name: 'fault',
    load: open,
    generatorProcesses: 1,
    requestsPerArrival: REQUESTS_PER_ARRIVAL,
    phases: [
      {
        name: PHASES.fault,
        kind: 'fault',
        durationMs: 4_000,
        faults: [{ part: 'redis', action: 'stop', atMs: 1_000, returnAtMs: 2_000 }],
      },
    ],
  };
  return {
    loads: [
      {
        name: 'closed',
        load: { model: 'closed', users, thinkTimeMs: 500 },
        generatorProcesses: 1,
        requestsPerArrival: REQUESTS_PER_ARRIVAL,
        phases: [
          { name: 'closed ramp-up', kind: 'ramp-up', durationMs: 1_000 },
          { name: 'closed warm-up', kind: 'warm-up', durationMs: 1_000 },
          { name: PHASES.closed, kind: 'steady', durationMs: steadyMs },
        ],
      },
      {
        name: 'open',
        load: open,
        generatorProcesses: 1,
        requestsPerArrival: REQUESTS_PER_ARRIVAL,
        phases: [
          { name: 'open warm-up', kind: 'warm-up', durationMs: 1_000 },
          { name: PHASES.open, kind: 'steady', durationMs: steadyMs },
        ],
      },
      ...(servers.length === 0 ? [] : [fault]), // in a system that was not started here, nothing is stopped
    ],
  };
}
