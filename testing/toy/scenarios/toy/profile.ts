import type { LoadProfile } from '../../../../harness/model/load.ts';
import type { ProfileOptions } from '../../../../harness/model/platform.ts';

export const PHASES = { closed: 'closed steady', open: 'open steady' } as const;

/** A few seconds of each load. */
export function profileFor({ users, ratePerSec, quick }: ProfileOptions): LoadProfile {
  const steadyMs = quick ? 4_000 : 20_000;
  return {
    loads: [
      {
        name: 'closed',
        load: { model: 'closed', users, thinkTimeMs: 500 },
        generatorProcesses: 1,
        phases: [
          { name: 'closed ramp-up', kind: 'ramp-up', durationMs: 1_000 },
          { name: 'closed warm-up', kind: 'warm-up', durationMs: 1_000 },
          { name: PHASES.closed, kind: 'steady', durationMs: steadyMs },
        ],
      },
      {
        name: 'open',
        load: { model: 'open', arrivalRatePerSec: ratePerSec },
        generatorProcesses: 1,
        phases: [
          { name: 'open warm-up', kind: 'warm-up', durationMs: 1_000 },
          { name: PHASES.open, kind: 'steady', durationMs: steadyMs },
        ],
      },
    ],
  };
}
