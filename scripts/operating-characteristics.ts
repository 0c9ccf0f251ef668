/*
 * How often a verdict is wrong, over simulated runs of which the truth is known, judged by the real Summarizer and judge: the tables of
 * docs/methods.md, "How often a verdict is wrong".
 *
 *     node scripts/operating-characteristics.ts [runs a cell, 1000]        # about three quarters of an hour
 */
import { normalQuantile, normalTails } from '../harness/stats/normal.ts';
import { autoregression, normalFrom, seededRandom } from '../harness/stats/testing/seeded-random.ts';
import {
  judgeSimulated,
  type SimulatedSecond,
  type Simulation,
  simulatedTarget,
} from '../harness/verdict/testdata/simulated-run.ts';

const runs = Number(process.argv[2] ?? 1000);
/** By how much the truth is on the wrong side of the bound. */
const BEYOND = [0, 0.02, 0.1, 0.5];
const SECONDS = [15, 60, 75, 300];

type Random = { uniform: () => number; normal: () => number };
type Verdict = ReturnType<typeof judgeSimulated>;

function randomOf(seed: number): Random {
  const uniform = seededRandom(seed);
  return { uniform, normal: normalFrom(uniform) };
}

function percent(count: number, of: number): string {
  return of === 0 ? '-' : `${((100 * count) / of).toFixed(1)}%`;
}

function row(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function heading(cells: readonly string[]): void {
  console.log('');
  row(cells);
  row(cells.map(() => '---'));
}

/* Response times: lognormal requests around a level of their second. */

const REQUESTS_PER_SEC = 40;
const MEDIAN_MS = 20;
const WITHIN = 0.4;
const SLOWER = 5;

/** Levels of seconds, in logarithms, and the true p95 of all requests. */
type Levels = { name: string; draw(seconds: number, random: Random): number[]; trueP95Ms: number };

const LOGNORMAL = (deviation: number) =>
  MEDIAN_MS * Math.exp(normalQuantile(0.95) * Math.hypot(deviation, WITHIN));

/** The p95 where a share of the seconds is five times as slow, by bisection. */
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
const LEVELS: Levels[] = [
  { name: 'independent', draw: (n) => new Array<number>(n).fill(0), trueP95Ms: LOGNORMAL(0) },
  {
    name: 'correlated by 0.8, level 0.3',
    draw: (n, { normal }) => autoregression(n, 0.8, normal).map((z) => 0.3 * z),
    trueP95Ms: LOGNORMAL(0.3),
  },
  {
    name: 'correlated by 0.8, level 0.5',
    draw: (n, { normal }) => autoregression(n, 0.8, normal).map((z) => 0.5 * z),
    trueP95Ms: LOGNORMAL(0.5),
  },
  {
    name: 'one in 15 five times as slow',
    draw: (n, { uniform }) => Array.from({ length: n }, () => (uniform() < 1 / 15 ? slow : 0)),
    trueP95Ms: mixtureP95(1 / 15),
  },
  {
    name: 'the same in stretches of three',
    draw: (n, { uniform }) => {
      const starts = Array.from({ length: n + 2 }, () => uniform() < 1 - (14 / 15) ** (1 / 3));
      return Array.from({ length: n }, (_, t) => (starts[t] || starts[t + 1] || starts[t + 2] ? slow : 0));
    },
    trueP95Ms: mixtureP95(1 / 15),
  },
];

function timesAt(level: number, count: number, { normal }: Random): number[] {
  return Array.from({ length: count }, () => MEDIAN_MS * Math.exp(level + WITHIN * normal()));
}

function p95Simulation(levels: Levels, seconds: number, random: Random): Simulation {
  return {
    ratePerSec: REQUESTS_PER_SEC,
    seconds: levels.draw(seconds, random).map((level) => ({
      responseTimesMs: timesAt(level, REQUESTS_PER_SEC, random),
      correct: REQUESTS_PER_SEC,
    })),
  };
}

/** What the requests of this run were, exactly: the value at rank ceil(0.95 n). */
function realisedP95({ seconds }: Simulation): number {
  const all = seconds.flatMap(({ responseTimesMs }) => [...responseTimesMs]).sort((a, b) => a - b);
  return all[Math.ceil(0.95 * all.length - 1e-9) - 1]!;
}

function responseTimes(): void {
  heading([
    'p95, seconds',
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
      const truth = levels.trueP95Ms;
      const targets = [...BEYOND.map((x) => 1 / (1 + x)), 1.5].map((factor) =>
        simulatedTarget('responseTimeP95Ms', '<', truth * factor),
      );
      const passes = targets.map(() => 0);
      let [wrongFails, fails, held, open] = [0, 0, 0, 0];
      for (let run = 0; run < runs; run++) {
        const simulation = p95Simulation(levels, seconds, random);
        const realised = realisedP95(simulation);
        const judged = judgeSimulated(simulation, targets, `p95-${levels.name}-${seconds}-${run}`).targets;
        for (const [i, { status, bound }] of judged.entries()) {
          if (status === 'pass') passes[i]!++;
          if (status === 'fail' && realised < bound) wrongFails++;
        }
        if (judged[BEYOND.length - 1]!.status === 'fail') fails++;
        // The interval is the system's where the target is open or passes.
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

/* Availability: failures alone, or in bursts. */

const CALLS_PER_SEC = 1000;
const BEYOND_BUDGET = [0, 0.02, 0.1, 0.5, 1];

type Failures = { name: string; draw(random: Random): number; trueShare: number; outageEverySec: number };

/** Poisson by Knuth's product; the means here are small. */
function poisson(mean: number, { uniform }: Random): number {
  let count = 0;
  for (let product = uniform(); product > Math.exp(-mean); product *= uniform()) count++;
  return count;
}

const FAILURES: Failures[] = [
  { name: 'alone', draw: (random) => poisson(1, random), trueShare: 0.001, outageEverySec: 1 },
  ...[10, 60, 300].map((everySec) => ({
    name: `half of a second in ${everySec}`,
    draw: ({ uniform }: Random) => (uniform() < 1 / everySec ? CALLS_PER_SEC / 2 : 0),
    trueShare: 1 / (2 * everySec),
    outageEverySec: everySec,
  })),
];

function availability(): void {
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

/** "outages more frequent than one in N seconds are ruled out": N; 0 where no pass says so. */
function ruledOutEverySec({ targets }: Verdict): number {
  const said = targets.map(({ reason }) => /more frequent than one in ([\d,]+) second/.exec(reason)?.[1]);
  return Math.max(0, ...said.map((text) => Number((text ?? '0').replaceAll(',', ''))));
}

/* A fault phase: after each kill so many requests fail, some kills being worse than others. */

const FAULT_SECONDS = 75;
const KILLED_AT = [5, 30, 55];
const FAULT_RATE_PER_SEC = 400;
const FAILURES_A_KILL = 10;

function faultPhase(): void {
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

/* Goodput: one figure a second. */

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
/** The load offers more than is ever promised here: what is not answered correctly is refused. */
const OFFERED_PER_SEC = 3000;

function goodput(): void {
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

/* What goes wrong with a measurement, at its worst: it hides just what would have broken the promise, or makes up what did not. */

type Disturbance = {
  name: string;
  /** what the measurement makes of the run as it was; null where it cannot hide anything */
  hide: ((simulation: Simulation, random: Random) => Simulation) | null;
  /** and how it makes a good system look bad; null where it cannot */
  spoil: ((simulation: Simulation, random: Random) => Simulation) | null;
};

const slowestFirst = (times: readonly number[]) => [...times].sort((a, b) => b - a);

/** Takes so large a share of the requests, the slowest of all, out of what is seen. */
function withoutSlowest(
  { seconds, ...rest }: Simulation,
  share: number,
  as: 'dropped' | 'unanswered',
): Simulation {
  const all = slowestFirst(seconds.flatMap(({ responseTimesMs }) => [...responseTimesMs]));
  const limit = all[Math.floor(share * all.length)]!;
  return {
    ...rest,
    seconds: seconds.map((second) => {
      const kept = second.responseTimesMs.filter((time) => time <= limit);
      return { ...second, responseTimesMs: kept, correct: kept.length, [as]: second.correct - kept.length };
    }),
  };
}

const mapTimes = (
  simulation: Simulation,
  change: (second: SimulatedSecond) => SimulatedSecond,
): Simulation => ({
  ...simulation,
  seconds: simulation.seconds.map(change),
});

const DISTURBANCES: Disturbance[] = [
  { name: 'none', hide: (simulation) => simulation, spoil: (simulation) => simulation },
  {
    name: 'the slowest 3% dropped',
    hide: (simulation) => withoutSlowest(simulation, 0.03, 'dropped'),
    spoil: null,
  },
  {
    name: 'the slowest 3% never answered',
    hide: (simulation) => withoutSlowest(simulation, 0.03, 'unanswered'),
    spoil: null,
  },
  {
    name: 'four slow seconds not reported',
    hide: ({ seconds, ...rest }) => {
      const sums = seconds.map(({ responseTimesMs }) => slowestFirst(responseTimesMs)[1]!);
      const limit = slowestFirst(sums)[4]!;
      return { ...rest, seconds: seconds.map((second, i) => ({ ...second, isSilent: sums[i]! > limit })) };
    },
    spoil: null,
  },
  {
    name: 'one start in ten 300 ms late',
    hide: null,
    spoil: (simulation, { uniform }) =>
      mapTimes(simulation, (second) => {
        const startDelaysMs = second.responseTimesMs.map(() => (uniform() < 0.1 ? 300 : 0.1));
        const serviceTimesMs = second.responseTimesMs;
        return {
          ...second,
          serviceTimesMs,
          startDelaysMs,
          responseTimesMs: serviceTimesMs.map((time, i) => time + startDelaysMs[i]!),
        };
      }),
  },
  {
    name: 'a busy generator doubles all times',
    hide: null,
    spoil: (simulation) =>
      mapTimes(simulation, (second) => ({
        ...second,
        responseTimesMs: second.responseTimesMs.map((time) => 2 * time),
        generatorCores: 1.95,
      })),
  },
  {
    name: '8% failed for want of files',
    hide: null,
    spoil: (simulation) =>
      mapTimes(simulation, (second) => {
        const failed = Math.round(0.08 * second.correct);
        return {
          ...second,
          responseTimesMs: second.responseTimesMs.slice(failed),
          correct: second.correct - failed,
          failed,
          failedBecause: 'generator-out-of-files',
        };
      }),
  },
];

function disturbances(): void {
  heading([
    'p95 of 75 independent seconds; disturbed by',
    'system 10% over: pass',
    'fail',
    'invalid',
    'open',
    'system 33% under: pass',
    'fail',
    'invalid',
    'open',
  ]);
  const levels = LEVELS[0]!;
  const cells = (change: Disturbance['hide'], factor: number, name: string): string[] => {
    if (change === null) return ['', '', '', ''];
    const random = randomOf(20_261_005);
    const target = simulatedTarget('responseTimeP95Ms', '<', levels.trueP95Ms * factor);
    const counts: Record<string, number> = { pass: 0, fail: 0, invalid: 0, inconclusive: 0 };
    for (let run = 0; run < runs; run++) {
      const simulation = change(p95Simulation(levels, 75, random), random);
      counts[
        judgeSimulated(simulation, [target], `disturbed-${name}-${factor}-${run}`).targets[0]!.status
      ]!++;
    }
    return ['pass', 'fail', 'invalid', 'inconclusive'].map((status) => percent(counts[status]!, runs));
  };
  for (const { name, hide, spoil } of DISTURBANCES) {
    row([name, ...cells(hide, 1 / 1.1, name), ...cells(spoil, 1.5, name)]);
  }
}

responseTimes();
availability();
faultPhase();
goodput();
disturbances();
