import { autoregression } from '../../harness/stats/testing/seeded-random.ts';
import { judgeSimulated, simulatedTarget } from '../../harness/summary/testdata/simulated-run.ts';
import { BEYOND, heading, percent, type Random, randomOf, row, SECONDS } from './table.ts';

/* Goodput: one figure per second. */

const MEAN_PER_SEC = 1000;

type Rates = { name: string; draw(seconds: number, random: Random): number[] };

const RATES: Rates[] = [
  ...[0, 0.8].map((phi) => ({
    name: `5% around the mean, correlated by ${phi}`,
    draw: (n: number, { normal }: Random) =>
      autoregression(n, phi, normal).map((z) => Math.max(0, Math.round(MEAN_PER_SEC * (1 + 0.05 * z)))),
  })),
  {
    name: 'one second in six dead',
    draw: (n, { uniform }) => Array.from({ length: n }, () => (uniform() < 1 / 6 ? 0 : MEAN_PER_SEC * 1.2)),
  },
  {
    name: 'the same in stretches of three',
    draw: (n, { uniform }) => {
      const starts = Array.from({ length: n + 2 }, () => uniform() < 1 - (5 / 6) ** (1 / 3));
      return Array.from({ length: n }, (_, t) =>
        starts[t] || starts[t + 1] || starts[t + 2] ? 0 : MEAN_PER_SEC * 1.2,
      );
    },
  },
];
/** The load always offers more than any promise here. Requests that are not answered correctly are refused. */
const OFFERED_PER_SEC = 3000;

export function goodput(runs: number): void {
  heading([
    'goodput, seconds',
    'of them',
    ...BEYOND.map((x) => `wrong pass at -${100 * x}%`),
    'wrong fail',
    'pass at +33%',
    'fail at -50%',
  ]);
  for (const rates of RATES) {
    for (const seconds of SECONDS) {
      const random = randomOf(20_261_004);
      const targets = [...BEYOND.map((x) => 1 / (1 - x)), 0.75].map((factor) =>
        simulatedTarget('goodputPerSec', '>=', MEAN_PER_SEC * factor),
      );
      const passes = targets.map(() => 0);
      let [wrongFails, fails] = [0, 0];
      for (let run = 0; run < runs; run++) {
        const drawn = rates.draw(seconds, random);
        const simulation = {
          ratePerSec: OFFERED_PER_SEC,
          seconds: drawn.map((correct) => ({
            responseTimesMs: [10],
            correct,
            refused: OFFERED_PER_SEC - correct,
          })),
        };
        const mean = drawn.reduce((a, b) => a + b, 0) / seconds;
        const judged = judgeSimulated(simulation, targets, `goodput-${rates.name}-${seconds}-${run}`).targets;
        for (const [i, { status, bound }] of judged.entries()) {
          if (status === 'pass') passes[i]!++;
          if (status === 'fail' && mean >= bound) wrongFails++;
        }
        if (judged[BEYOND.length - 1]!.status === 'fail') fails++;
      }
      row([
        rates.name,
        seconds,
        ...BEYOND.map((_, i) => percent(passes[i]!, runs)),
        percent(wrongFails, runs * targets.length),
        percent(passes.at(-1)!, runs),
        percent(fails, runs),
      ]);
    }
  }
}
