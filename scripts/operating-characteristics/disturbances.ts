import {
  judgeSimulated,
  type SimulatedSecond,
  type Simulation,
  simulatedTarget,
} from '../../harness/summary/testdata/simulated-run.ts';
import { LEVELS, responseTimeSimulation } from './response-times.ts';
import { heading, percent, type Random, randomOf, row } from './table.ts';

/*
 * What can go wrong with a measurement, in the worst case: it hides exactly what would have broken the promise, or invents something
 * that did not happen.
 */

type Disturbance = {
  name: string;
  /** turns the real run into what the measurement shows; null if it cannot hide anything */
  hide: ((simulation: Simulation, random: Random) => Simulation) | null;
  /** makes a good system look bad; null if it cannot */
  spoil: ((simulation: Simulation, random: Random) => Simulation) | null;
};

const slowestFirst = (times: readonly number[]) => [...times].sort((a, b) => b - a);

/** Removes the slowest requests, this share of all, from what the measurement shows. */
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

export function disturbances(runs: number): void {
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
    const target = simulatedTarget('responseTimeP95Ms', '<', levels.trueMs.p95 * factor);
    const counts: Record<string, number> = { pass: 0, fail: 0, invalid: 0, inconclusive: 0 };
    for (let run = 0; run < runs; run++) {
      const simulation = change(responseTimeSimulation(levels, 75, random), random);
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
