import {
  judgeSimulated,
  type Simulation,
  simulatedTarget,
} from '../../harness/summary/testdata/simulated-run.ts';
import { BEYOND_BUDGET, heading, percent, poisson, randomOf, row } from './table.ts';

/* A fault phase: some requests fail after each kill, more after some kills than after others. */

const FAULT_SECONDS = 75;
const KILLED_AT = [5, 30, 55];
const FAULT_RATE_PER_SEC = 400;
const FAILURES_A_KILL = 10;

export function faultPhase(runs: number): void {
  heading([
    'fault phase, a kill costs',
    ...BEYOND_BUDGET.map((x) => `wrong pass at +${100 * x}%`),
    'wrong fail',
    'pass at -67%',
    'fail at +100%',
  ]);
  const trueShare = (FAILURES_A_KILL * KILLED_AT.length) / (FAULT_SECONDS * FAULT_RATE_PER_SEC);
  for (const [name, spread] of [
    ['the same', 0],
    ['half to twice as much', 0.5],
    ['a third to three times', 0.8],
  ] as const) {
    const random = randomOf(20_261_003);
    const targets = [...BEYOND_BUDGET.map((x) => 1 + x), 1 / 3].map((factor) =>
      simulatedTarget('availability', '>=', 1 - trueShare / factor),
    );
    const passes = targets.map(() => 0);
    let [wrongFails, fails] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const failed = new Array<number>(FAULT_SECONDS).fill(0);
      for (const second of KILLED_AT) {
        const cost = FAILURES_A_KILL * Math.exp(spread * random.normal() - spread ** 2 / 2);
        failed[second + 1] = poisson(cost, random);
      }
      const simulation: Simulation = {
        ratePerSec: FAULT_RATE_PER_SEC,
        kind: 'fault',
        killedAt: KILLED_AT,
        seconds: failed.map((each) => ({
          responseTimesMs: [10],
          correct: FAULT_RATE_PER_SEC - each,
          failed: each,
        })),
      };
      const share = 1 - failed.reduce((a, b) => a + b, 0) / (FAULT_SECONDS * FAULT_RATE_PER_SEC);
      const judged = judgeSimulated(simulation, targets, `fault-${name}-${run}`).targets;
      for (const [i, { status, bound }] of judged.entries()) {
        if (status === 'pass') passes[i]!++;
        if (status === 'fail' && share >= bound) wrongFails++;
      }
      if (judged[BEYOND_BUDGET.length - 1]!.status === 'fail') fails++;
    }
    row([
      name,
      ...BEYOND_BUDGET.map((_, i) => percent(passes[i]!, runs)),
      percent(wrongFails, runs * targets.length),
      percent(passes.at(-1)!, runs),
      percent(fails, runs),
    ]);
  }
}
