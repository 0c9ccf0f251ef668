/*
 * How often a comparison calls something real, where there is nothing and where there is something, over simulated experiments: the tables of
 * docs/methods.md, "Two configurations compared".
 *
 *     node scripts/comparison-grid.ts [experiments a cell, 2000]        # about ten minutes
 */
import {
  comparisonOf,
  EXPERIMENT,
  isReal,
  type Noise,
  P95,
  simulated,
} from '../harness/experiment/compare/testing/simulated-experiment.ts';
import type { Comparison } from '../harness/model/comparison.ts';
import { seededRandom } from '../harness/stats/testing/seeded-random.ts';

const NOISE: Noise = { runDeviation: 0.03, blockDeviation: 0.05, drift: 0.2, tail: 'normal' };

const experiments = Number(process.argv[2] ?? 2000);
const random = seededRandom(20_260_101);

type Cell = { effects: number[]; measureCount: number; repetitions: number; noise?: Partial<Noise> };

/** Share of experiments in which something is so. */
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

console.log('| arms, measures, repetitions | normal | heavy tail | strong drift |\n|---|---|---|---|');
for (const [arms, measureCount, repetitions] of [
  [2, 1, 4],
  [2, 6, 4],
  [2, 6, 12],
  [3, 6, 6],
  [4, 6, 6],
] as const) {
  const cell = { effects: Array.from({ length: arms }, () => 1), measureCount, repetitions };
  const cells = [{}, { tail: 'heavy' }, { drift: 1 }] as const;
  const shares = cells.map((noise) => share({ ...cell, noise }, anyIsReal));
  console.log(`| ${arms}, ${measureCount}, ${repetitions} | ${shares.join(' | ')} |`);
}

console.log('\n| noise, measures | change | 4 | 6 | 8 | 12 |\n|---|---|---|---|---|---|');
for (const measureCount of [1, 6]) {
  for (const runDeviation of [0.02, 0.03, 0.05]) {
    for (const change of [1.01, 1.05, 1.15]) {
      const shares = [4, 6, 8, 12].map((repetitions) =>
        share({ effects: [1, change], measureCount, repetitions, noise: { runDeviation } }, firstIsReal),
      );
      const noise = `${Math.round(100 * runDeviation)}%, ${measureCount}`;
      console.log(`| ${noise} | ${Math.round(100 * (change - 1))}% | ${shares.join(' | ')} |`);
    }
  }
}

console.log(
  '\n| effects of three arms in three measures | repetitions | all intervals hold |\n|---|---|---|',
);
for (const effects of [
  [1, 1, 1],
  [1, 1.15, 1],
  [1, 1.1, 1.2],
]) {
  for (const repetitions of [6, 12]) {
    const held = share({ effects, measureCount: 3, repetitions }, ({ differences, arms }) =>
      differences.every(({ arm, against, ratio }) => {
        const [ours, theirs] = [arm, against].map(
          (name) => effects[arms.findIndex((each) => each.name === name)]!,
        );
        return ratio!.low! <= ours! / theirs! && ours! / theirs! <= ratio!.high!;
      }),
    );
    console.log(`| ${effects.join(', ')} | ${repetitions} | ${held} |`);
  }
}
