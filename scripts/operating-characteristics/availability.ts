import {
  judgeSimulated,
  type SimulatedSecond,
  simulatedTarget,
} from '../../harness/summary/testdata/simulated-run.ts';
import { BEYOND_BUDGET, heading, percent, poisson, type Random, randomOf, row, SECONDS } from './table.ts';

/* Availability: failures one by one, or in bursts. */

const CALLS_PER_SEC = 1000;

type Failures = { name: string; draw(random: Random): number; trueShare: number; outageEverySec: number };

const FAILURES: Failures[] = [
  { name: 'alone', draw: (random) => poisson(1, random), trueShare: 0.001, outageEverySec: 1 },
  ...[10, 60, 300].map((everySec) => ({
    name: `half of a second in ${everySec}`,
    draw: ({ uniform }: Random) => (uniform() < 1 / everySec ? CALLS_PER_SEC / 2 : 0),
    trueShare: 1 / (2 * everySec),
    // Two bad seconds in a row are one outage.
    outageEverySec: everySec / (1 - 1 / everySec),
  })),
];

export function availability(runs: number): void {
  heading([
    'availability, failures',
    'seconds',
    ...BEYOND_BUDGET.map((x) => `wrong pass at +${100 * x}%`),
    'wrong fail',
    'pass at -50%',
    'fail at +100%',
    'wrongly ruled out',
  ]);
  for (const failures of FAILURES) {
    for (const seconds of SECONDS) {
      const random = randomOf(20_261_002);
      const targets = [...BEYOND_BUDGET.map((x) => 1 + x), 0.5].map((factor) =>
        simulatedTarget('availability', '>=', 1 - failures.trueShare / factor),
      );
      const passes = targets.map(() => 0);
      let [wrongFails, fails, wronglyRuledOut] = [0, 0, 0];
      for (let run = 0; run < runs; run++) {
        const drawn = Array.from({ length: seconds }, () => failures.draw(random));
        const simulation = { ratePerSec: CALLS_PER_SEC, seconds: drawn.map(failing) };
        const share = 1 - drawn.reduce((sum, each) => sum + each, 0) / (seconds * CALLS_PER_SEC);
        const verdict = judgeSimulated(
          simulation,
          targets,
          `availability-${failures.name}-${seconds}-${run}`,
        );
        for (const [i, { status, bound }] of verdict.targets.entries()) {
          if (status === 'pass') passes[i]!++;
          if (status === 'fail' && share >= bound) wrongFails++;
        }
        if (verdict.targets[BEYOND_BUDGET.length - 1]!.status === 'fail') fails++;
        if (ruledOutEverySec(verdict) >= failures.outageEverySec) wronglyRuledOut++;
      }
      row([
        failures.name,
        seconds,
        ...BEYOND_BUDGET.map((_, i) => percent(passes[i]!, runs)),
        percent(wrongFails, runs * targets.length),
        percent(passes.at(-1)!, runs),
        percent(fails, runs),
        failures.outageEverySec === 1 ? '' : percent(wronglyRuledOut, runs),
      ]);
    }
  }
}

function failing(failed: number): SimulatedSecond {
  return { responseTimesMs: [10], correct: CALLS_PER_SEC - failed, failed };
}

/** N of "outages more frequent than one in N seconds are ruled out"; 0 if no pass says so. */
function ruledOutEverySec({ targets }: ReturnType<typeof judgeSimulated>): number {
  const said = targets.map(({ reason }) => /more frequent than one in ([\d,]+) second/.exec(reason)?.[1]);
  return Math.max(0, ...said.map((text) => Number((text ?? '0').replaceAll(',', ''))));
}
