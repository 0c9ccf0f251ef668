import { normalQuantile, normalTails } from '../../harness/stats/normal.ts';
import { autoregression } from '../../harness/stats/testing/seeded-random.ts';
import {
  judgeSimulated,
  type Simulation,
  simulatedTarget,
} from '../../harness/summary/testdata/simulated-run.ts';
import { BEYOND, heading, percent, type Random, randomOf, row, SECONDS } from './table.ts';

/* Response times: lognormal requests around the level of their second. */

const REQUESTS_PER_SEC = 40;
const MEDIAN_MS = 20;
const WITHIN = 0.4;
const SLOWER = 5;

/** Levels of seconds, as logarithms, and the true figures of all requests. */
type Levels = {
  name: string;
  draw(seconds: number, random: Random): number[];
  trueMs: Record<Figure, number>;
};
type Figure = 'p95' | 'mean';

/** Of levels with this standard deviation: all requests are lognormal. */
function lognormal(deviation: number): Levels['trueMs'] {
  const whole = Math.hypot(deviation, WITHIN);
  return {
    p95: MEDIAN_MS * Math.exp(normalQuantile(0.95) * whole),
    mean: MEDIAN_MS * Math.exp(whole ** 2 / 2),
  };
}

/** Of levels in which a share of the seconds is five times as slow. */
function mixture(share: number): Levels['trueMs'] {
  return { p95: mixtureP95(share), mean: lognormal(0).mean * (1 + share * (SLOWER - 1)) };
}

/** By bisection. */
function mixtureP95(share: number): number {
  const below = (ms: number) =>
    (1 - share) * normalTails(Math.log(ms / MEDIAN_MS) / WITHIN).lower +
    share * normalTails(Math.log(ms / MEDIAN_MS / SLOWER) / WITHIN).lower;
  let [low, high] = [1, 10_000];
  for (let i = 0; i < 100; i++) {
    const middle = Math.sqrt(low * high);
    if (below(middle) < 0.95) low = middle;
    else high = middle;
  }
  return low;
}

const slow = Math.log(SLOWER);
export const LEVELS: Levels[] = [
  { name: 'independent', draw: (n) => new Array<number>(n).fill(0), trueMs: lognormal(0) },
  {
    name: 'correlated by 0.8, level 0.3',
    draw: (n, { normal }) => autoregression(n, 0.8, normal).map((z) => 0.3 * z),
    trueMs: lognormal(0.3),
  },
  {
    name: 'correlated by 0.8, level 0.5',
    draw: (n, { normal }) => autoregression(n, 0.8, normal).map((z) => 0.5 * z),
    trueMs: lognormal(0.5),
  },
  {
    name: 'one in 15 five times as slow',
    draw: (n, { uniform }) => Array.from({ length: n }, () => (uniform() < 1 / 15 ? slow : 0)),
    trueMs: mixture(1 / 15),
  },
  {
    name: 'the same in stretches of three',
    draw: (n, { uniform }) => {
      const starts = Array.from({ length: n + 2 }, () => uniform() < 1 - (14 / 15) ** (1 / 3));
      return Array.from({ length: n }, (_, t) => (starts[t] || starts[t + 1] || starts[t + 2] ? slow : 0));
    },
    trueMs: mixture(1 / 15),
  },
];

function timesAt(level: number, count: number, { normal }: Random): number[] {
  return Array.from({ length: count }, () => MEDIAN_MS * Math.exp(level + WITHIN * normal()));
}

export function responseTimeSimulation(levels: Levels, seconds: number, random: Random): Simulation {
  return {
    ratePerSec: REQUESTS_PER_SEC,
    seconds: levels.draw(seconds, random).map((level) => ({
      responseTimesMs: timesAt(level, REQUESTS_PER_SEC, random),
      correct: REQUESTS_PER_SEC,
    })),
  };
}

/** The exact figures for the requests of this run. The p95 is the value at rank ceil(0.95 n). */
const REALISED_MS: Record<Figure, (timesMs: number[]) => number> = {
  p95: (timesMs) => timesMs.sort((a, b) => a - b)[Math.ceil(0.95 * timesMs.length - 1e-9) - 1]!,
  mean: (timesMs) => timesMs.reduce((sum, time) => sum + time, 0) / timesMs.length,
};
const NAMES = { p95: 'responseTimeP95Ms', mean: 'responseTimeMeanMs' } as const;

export function responseTimes(runs: number, figure: Figure): void {
  heading([
    `${figure}, seconds`,
    'of them',
    ...BEYOND.map((x) => `wrong pass at +${100 * x}%`),
    'wrong fail',
    'pass at -33%',
    'fail at +50%',
    'interval holds',
  ]);
  for (const levels of LEVELS) {
    for (const seconds of SECONDS) {
      const random = randomOf(20_261_001);
      const truth = levels.trueMs[figure];
      const targets = [...BEYOND.map((x) => 1 / (1 + x)), 1.5].map((factor) =>
        simulatedTarget(NAMES[figure], '<', truth * factor),
      );
      const passes = targets.map(() => 0);
      let [wrongFails, fails, held, open] = [0, 0, 0, 0];
      for (let run = 0; run < runs; run++) {
        const simulation = responseTimeSimulation(levels, seconds, random);
        const realised = REALISED_MS[figure](
          simulation.seconds.flatMap(({ responseTimesMs }) => [...responseTimesMs]),
        );
        const judged = judgeSimulated(
          simulation,
          targets,
          `${figure}-${levels.name}-${seconds}-${run}`,
        ).targets;
        for (const [i, { status, bound }] of judged.entries()) {
          if (status === 'pass') passes[i]!++;
          if (status === 'fail' && realised < bound) wrongFails++;
        }
        if (judged[BEYOND.length - 1]!.status === 'fail') fails++;
        // The interval is about the system only if the target is open or passes.
        const system = judged.find(({ status }) => status !== 'fail')?.interval;
        if (system) {
          open++;
          if ((system.low ?? 0) <= truth && truth <= (system.high ?? Number.POSITIVE_INFINITY)) held++;
        }
      }
      row([
        levels.name,
        seconds,
        ...BEYOND.map((_, i) => percent(passes[i]!, runs)),
        percent(wrongFails, runs * targets.length),
        percent(passes.at(-1)!, runs),
        percent(fails, runs),
        percent(held, open),
      ]);
    }
  }
}
