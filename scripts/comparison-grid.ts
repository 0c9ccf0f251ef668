/*
 * How often a comparison reports a real difference where there is none and where there is one, over simulated experiments: the tables of
 * docs/methods.md, "Two configurations compared".
 *
 *     node scripts/comparison-grid.ts [experiments a cell, 2000]        # about ten minutes
 */
import {
  comparisonOf,
  EXPERIMENT,
  NOISE,
  type Noise,
  P95,
  simulated,
  steadyDrift,
} from '../harness/compare/differences/testing/simulated-experiment.ts';
import { type Comparison, isReal } from '../harness/model/comparison.ts';
import { seededRandom } from '../harness/stats/testing/seeded-random.ts';

const experiments = Number(process.argv[2] ?? 2000);
const random = seededRandom(20_260_101);

type Cell = { effects: number[]; measureCount: number; repetitions: number; noise?: Partial<Noise> };

/** The share of experiments for which something holds. */
function share(
  { effects, measureCount, repetitions, noise }: Cell,
  isSo: (comparison: Comparison) => boolean,
): string {
  const factors = { servers: effects.map((_, arm) => arm + 1) };
  const measures = Array.from({ length: measureCount }, (_, i) => ({ ...P95, name: `measure ${i}` }));
  let count = 0;
  for (let seed = 0; seed < experiments; seed++) {
    const of = { measures, effects, noise: { ...NOISE, ...noise }, random, seed };
    if (isSo(comparisonOf(simulated({ ...of, experiment: { ...EXPERIMENT, repetitions, factors } }))))
      count++;
  }
  return `${((100 * count) / experiments).toFixed(1)}%`;
}

const anyIsReal = ({ differences }: Comparison) => differences.some(isReal);
const firstIsReal = ({ differences }: Comparison) => isReal(differences[0]!);
const equal = (arms: number) => Array.from({ length: arms }, () => 1);

function printTable(columns: string[], rows: string[][]): void {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  console.log(`${line(columns)}\n|${'---|'.repeat(columns.length)}\n${rows.map(line).join('\n')}\n`);
}

console.log('Called real where all arms are the same:\n');
printTable(
  ['arms, measures, repetitions', 'normal', 'heavy tail', 'one noisy arm', '2.7 times slower', 'both'],
  [
    [2, 1, 4],
    [2, 6, 4],
    [2, 6, 12],
    [3, 6, 6],
    [4, 6, 6],
  ].map(([arms, measureCount, repetitions]) => {
    const cell = { effects: equal(arms!), measureCount: measureCount!, repetitions: repetitions! };
    const noisy = { lastArmNoise: 5 };
    const slower = { driftAt: steadyDrift(1) };
    const noises: Partial<Noise>[] = [{}, { tail: 'heavy' }, noisy, slower, { ...noisy, ...slower }];
    return [
      `${arms}, ${measureCount}, ${repetitions}`,
      ...noises.map((noise) => share({ ...cell, noise }, anyIsReal)),
    ];
  }),
);

console.log('The same where what is assumed does not hold, one measure:\n');
printTable(
  ['arms, repetitions', 'one skewed arm', '3% carried over', '10% carried over'],
  [
    [2, 4],
    [2, 6],
    [2, 12],
    [3, 6],
    [3, 12],
    [4, 4],
    [4, 12],
  ].map(([arms, repetitions]) => {
    const cell = { effects: equal(arms!), measureCount: 1, repetitions: repetitions! };
    const noises: Partial<Noise>[] = [
      { tail: 'one skewed arm' },
      { carriedOver: Math.log(1.03) },
      { carriedOver: Math.log(1.1) },
    ];
    return [`${arms}, ${repetitions}`, ...noises.map((noise) => share({ ...cell, noise }, anyIsReal))];
  }),
);

const REPETITIONS = [4, 6, 8, 12];

console.log('Found, of a change in one of two arms:\n');
printTable(
  ['noise of a run, measures', 'change', ...REPETITIONS.map(String)],
  [1, 6].flatMap((measureCount) =>
    [0.02, 0.03, 0.05].flatMap((runDeviation) =>
      [1.01, 1.05, 1.15].map((change) => [
        `${Math.round(100 * runDeviation)}%, ${measureCount}`,
        `${Math.round(100 * (change - 1))}%`,
        ...REPETITIONS.map((repetitions) =>
          share({ effects: [1, change], measureCount, repetitions, noise: { runDeviation } }, firstIsReal),
        ),
      ]),
    ),
  ),
);

console.log('The same by drift, noise of a run 3%, one measure:\n');
const DRIFTS: [string, Noise['driftAt']][] = [
  ['none', () => 0],
  ['22% slower, steadily', steadyDrift(0.2)],
  ['1.5 times, steadily', steadyDrift(Math.log(1.5))],
  ['2.7 times, steadily', steadyDrift(1)],
  ['1.5 times, in one step halfway', (done) => (done < 0.5 ? 0 : Math.log(1.5))],
  ['1.5 times halfway, and back', (done) => Math.log(1.5) * Math.sin(Math.PI * done)],
];
printTable(
  ['the machine gets slower by', 'change', ...REPETITIONS.map(String)],
  DRIFTS.flatMap(([name, driftAt]) =>
    [1, 1.05, 1.15].map((change) => [
      name,
      change === 1 ? 'none' : `${Math.round(100 * (change - 1))}%`,
      ...REPETITIONS.map((repetitions) =>
        share({ effects: [1, change], measureCount: 1, repetitions, noise: { driftAt } }, firstIsReal),
      ),
    ]),
  ),
);

console.log('All intervals of an experiment hold:\n');
printTable(
  ['effects of three arms in three measures', 'repetitions', 'all intervals hold'],
  [
    [1, 1, 1],
    [1, 1.15, 1],
    [1, 1.1, 1.2],
  ].flatMap((effects) =>
    [6, 12].map((repetitions) => [
      effects.join(', '),
      String(repetitions),
      share({ effects, measureCount: 3, repetitions }, ({ differences, arms }) =>
        differences.every(({ arm, against, ratio }) => {
          const [ours, theirs] = [arm, against].map(
            (name) => effects[arms.findIndex((each) => each.name === name)]!,
          );
          return ratio!.low! <= ours! / theirs! && ours! / theirs! <= ratio!.high!;
        }),
      ),
    ]),
  ),
);
