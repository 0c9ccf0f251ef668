import { type Behaviour, COUNTED_BEHAVIOURS, TIMED_BEHAVIOURS } from './behaviours.ts';

/**
 * What is measured, and for how long. An open load warms up for more than two seconds, in which every virtual user of k6 runs its
 * first iteration and opens its connection (harness/load/plan.ts). Durations are in milliseconds; judged ones are whole seconds.
 */
export type CalibrationPlan = {
  mode: 'full' | 'quick';
  timedBehaviours: readonly Behaviour[];
  countedBehaviours: readonly Behaviour[];
  /** open arrivals on the behaviours whose times are compared */
  timed: OpenPlan;
  /** the same under stalls, at a rate at which fewer requests wait together and arrivals fall on different moments of each stall */
  stalled: OpenPlan;
  /** on the behaviours whose counts are compared */
  counted: OpenPlan;
  /** k6 as a closed loop on the server that stalls */
  closed: { warmUpMs: number; judgedMs: number };
  /** with as many connections as produce about this rate, or fewer if the time is constant */
  autocannon: { ratePerSec: number; warmUpMs: number; durationMs: number };
  /** null: not measured */
  ceiling: CeilingPlan | null;
  /** null: not measured */
  cost: CostPlan | null;
};
export type OpenPlan = { ratePerSec: number; warmUpMs: number; judgedMs: number };
export type CeilingPlan = {
  /** shares of k6's rate as a closed loop, ascending */
  shares: readonly number[];
  users: number;
  warmUpMs: number;
  judgedMs: number;
};
export type CostPlan = {
  ratePerSec: number;
  users: number;
  rounds: number;
  warmUpMs: number;
  judgedMs: number;
};

const FULL: CalibrationPlan = {
  mode: 'full',
  timedBehaviours: TIMED_BEHAVIOURS,
  countedBehaviours: COUNTED_BEHAVIOURS,
  timed: { ratePerSec: 390, warmUpMs: 3_000, judgedMs: 12_000 },
  stalled: { ratePerSec: 151.7, warmUpMs: 3_000, judgedMs: 16_000 },
  counted: { ratePerSec: 390, warmUpMs: 3_000, judgedMs: 8_000 },
  closed: { warmUpMs: 1_000, judgedMs: 6_000 },
  autocannon: { ratePerSec: 200, warmUpMs: 1_000, durationMs: 8_000 },
  ceiling: {
    shares: [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    users: 50,
    warmUpMs: 3_000,
    judgedMs: 4_000,
  },
  cost: { ratePerSec: 1_000, users: 50, rounds: 3, warmUpMs: 1_000, judgedMs: 4_000 },
};

/** Without the two humps, because the heavy tail is harder; with one step of the ceiling; without the cost, which needs rounds. */
const QUICK: CalibrationPlan = {
  mode: 'quick',
  timedBehaviours: TIMED_BEHAVIOURS.filter(({ name }) => name !== 'two-humped'),
  countedBehaviours: COUNTED_BEHAVIOURS,
  timed: { ratePerSec: 390, warmUpMs: 2_500, judgedMs: 6_000 },
  stalled: { ratePerSec: 151.7, warmUpMs: 2_500, judgedMs: 6_000 },
  counted: { ratePerSec: 390, warmUpMs: 2_500, judgedMs: 3_000 },
  closed: { warmUpMs: 1_000, judgedMs: 2_000 },
  autocannon: { ratePerSec: 200, warmUpMs: 500, durationMs: 5_000 },
  ceiling: { shares: [0.5], users: 50, warmUpMs: 2_500, judgedMs: 3_000 },
  cost: null,
};

export function calibrationPlan(mode: 'full' | 'quick'): CalibrationPlan {
  return mode === 'quick' ? QUICK : FULL;
}

/** How long a generator takes to start and end, in addition to its load. */
const K6_OVERHEAD_MS = 1_800;
const AUTOCANNON_OVERHEAD_MS = 700;
const OWN_OVERHEAD_MS = 6_000;

/** Only to estimate the time left. */
export function expectedDurationMs(plan: CalibrationPlan): number {
  const k6 = ({ warmUpMs, judgedMs }: { warmUpMs: number; judgedMs: number }) =>
    warmUpMs + judgedMs + K6_OVERHEAD_MS;
  const autocannon = plan.autocannon.warmUpMs + plan.autocannon.durationMs + AUTOCANNON_OVERHEAD_MS;
  let sumMs = OWN_OVERHEAD_MS;
  for (const { stall } of plan.timedBehaviours) {
    sumMs += autocannon + (stall ? k6(plan.stalled) + k6(plan.closed) : k6(plan.timed));
  }
  for (const { failureRatio } of plan.countedBehaviours) {
    sumMs += k6(plan.counted) + (failureRatio > 0 ? autocannon : 0);
  }
  if (plan.ceiling) sumMs += autocannon + (1 + plan.ceiling.shares.length) * k6(plan.ceiling);
  if (plan.cost) sumMs += 4 * plan.cost.rounds * k6(plan.cost);
  return sumMs;
}
