import { exhaustive } from '../model/exhaustive.ts';
import { type Arm, type Experiment, type Level, type Levels, serverKindsIn } from '../model/experiment.ts';
import { formatList } from '../model/format.ts';
import type { Topology } from '../model/topology.ts';
import { randomFrom } from '../verdict/resampled.ts';
import { type Factors, levelAlone, withLevels } from './factors/index.ts';

/** Some file systems refuse folders with longer names, once a run's own files are in them. */
const LONGEST_NAME = 80;

/**
 * The configurations of an experiment. The baseline comes first: it has the first level of every factor. A full design has all combinations
 * of levels; the levels of the last factor vary fastest. One at a time, every other level of each factor is combined with the first level
 * of all others. Row by row, an arm has the same place in every factor's list of levels. `base` is the platform's topology, which the experiment may override. A design "a-a" has the baseline twice, and the two
 * must not differ. Levels must be valid for their factors. Throws RangeError for an unknown factor.
 */
export function armsOf(experiment: Experiment, base: Topology, factors: Factors): Arm[] {
  const varied = Object.entries(experiment.factors);
  const unknown = varied.find(([name]) => !Object.hasOwn(factors, name));
  if (unknown) throw new RangeError(`There is no factor "${unknown[0]}"`);
  const names = new Set<string>();
  const labelOf = (levels: Levels) => labelIn(factors, levels);
  return plansOf(experiment.design, varied, labelOf).map(({ name, label, levels }, index) => ({
    name: uniqueName(names, name),
    label,
    levels,
    levelNames: Object.fromEntries(
      Object.entries(levels).map(([factor, level]) => [factor, levelAlone(factors, factor, level)]),
    ),
    topology: withLevels(factors, { ...base, ...experiment.base }, levels),
    isBaseline: index === 0,
  }));
}

type Plan = Pick<Arm, 'name' | 'label' | 'levels'>;
type Varied = readonly [string, Level[]][];
type LabelOf = (levels: Levels) => string;

function plansOf(design: Experiment['design'], varied: Varied, labelOf: LabelOf): Plan[] {
  switch (design) {
    case 'full':
      return fullDesign(varied, labelOf);
    case 'row-by-row':
      return rows(varied, labelOf);
    case 'one-at-a-time':
      return varied.length > 1 ? oneAtATime(varied, labelOf) : fullDesign(varied, labelOf);
    case 'a-a': {
      const levels = firstLevels(varied);
      return [
        { name: 'a', label: 'A', levels },
        { name: 'a-again', label: 'A again', levels },
      ];
    }
    default:
      return exhaustive(design);
  }
}

function fullDesign(varied: Varied, labelOf: LabelOf): Plan[] {
  let combinations: Levels[] = [{}];
  for (const [name, levels] of varied) {
    combinations = combinations.flatMap((levelsSoFar) =>
      levels.map((level) => ({ ...levelsSoFar, [name]: level })),
    );
  }
  return combinations.map((levels) => ({ name: nameOf(levels), label: labelOf(levels), levels }));
}

function rows(varied: Varied, labelOf: LabelOf): Plan[] {
  const count = Math.min(...varied.map(([, levels]) => levels.length));
  return Array.from({ length: count }, (_, row) => {
    const levels = Object.fromEntries(varied.map(([name, of]) => [name, of[row]!]));
    return { name: nameOf(levels), label: labelOf(levels), levels };
  });
}

function oneAtATime(varied: Varied, labelOf: LabelOf): Plan[] {
  const baseline = firstLevels(varied);
  const changes = varied.flatMap(([name, [, ...others]]) => others.map((level) => ({ [name]: level })));
  return [
    { name: 'baseline', label: `baseline (${labelOf(baseline)})`, levels: baseline },
    ...changes.map((changed) => ({
      name: nameOf(changed),
      label: labelOf(changed),
      levels: { ...baseline, ...changed },
    })),
  ];
}

function firstLevels(varied: Varied): Levels {
  return Object.fromEntries(varied.map(([name, [first]]) => [name, first!]));
}

/** "cache: memory and Redis, indexes: dropped". */
function labelIn(factors: Factors, levels: Levels): string {
  return Object.entries(levels)
    .map(([name, level]) => `${factors[name]!.title}: ${factors[name]!.describe(level)}`)
    .join(', ');
}

/** "cache-memory-and-redis_indexes-false". */
function nameOf(levels: Levels): string {
  const name = Object.entries(levels)
    .map(([factor, level]) => `${kebab(factor)}-${kebab(levelInName(level))}`)
    .join('_');
  return name.slice(0, LONGEST_NAME);
}

function levelInName(level: Level): string {
  if (level === null) return 'even';
  return String(serverKindsIn(level) ?? level);
}

function kebab(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
}

/** Names are cut off and lose everything but letters and digits, so two levels may end up with the same one. */
function uniqueName(taken: Set<string>, wanted: string): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  taken.add(name);
  return name;
}

/**
 * Names two arms by the levels in which they differ, as briefly as possible: "Redis" and "none", "indexes dropped" and "indexes as
 * documented", "Redis and 100 connections". Returns their labels if they do not differ.
 */
export function tellApart(arm: Named, other: Named): [string, string] {
  const differing = Object.keys(arm.levels).filter(
    (name) => JSON.stringify(arm.levels[name]) !== JSON.stringify(other.levels[name]),
  );
  if (differing.length === 0) return [arm.label, other.label];
  const wordsOf = ({ levelNames }: Named) => formatList(differing.map((name) => levelNames[name]!));
  return [wordsOf(arm), wordsOf(other)];
}

type Named = Pick<Arm, 'levels' | 'levelNames' | 'label'>;

/**
 * The order in which the arms run: as many blocks as there are repetitions, each with every arm once. The same seed gives the same order.
 *
 * Rows come in pairs: a row of a Williams square and the same row reversed. So after every second block each arm has run as early as late,
 * and a drift that is linear within a block adds nothing to any comparison. The rows of a square (of two mirrored ones for an odd number of
 * arms) put every arm in every position, and after every other arm, equally often. Each square is randomized anew: which arm is which
 * letter, the order of the pairs, and which row of a pair comes first.
 *
 * Two arms keep the order of the first pair: AB BA AB BA. Each block then begins with the arm that ended the block before. So both of its
 * runs follow a run of that arm, and the carry-over from such a run cancels between them. With rows drawn anew, B would follow A more often
 * than A itself does.
 * Source: E. Williams (1949), "Experimental designs balanced for the estimation of residual effects of treatments", Australian Journal of
 * Scientific Research A2; D. Finney and A. Outhwaite (1956), "Serially balanced sequences in bioassay", Proc. Royal Society B 145.
 */
export function orderOf(arms: readonly Pick<Arm, 'name'>[], repetitions: number, seed: number): string[][] {
  const random = randomFrom('order of arms', seed);
  const names = arms.map(({ name }) => name);
  if (names.length < 2) return Array.from({ length: repetitions }, () => [...names]);
  if (names.length === 2) {
    const first = shuffled(names, random);
    return Array.from({ length: repetitions }, (_, block) => (block % 2 === 0 ? first : first.toReversed()));
  }
  const blocks: string[][] = [];
  while (blocks.length < repetitions) {
    const letters = shuffled(names, random);
    for (const row of shuffled(williamsRows(names.length), random)) {
      const block = row.map((letter) => letters[letter]!);
      blocks.push(...shuffled([block, block.toReversed()], random));
    }
  }
  return blocks.slice(0, repetitions);
}

/** Half of the rows of Williams' design: the same rows reversed complete it. */
function williamsRows(size: number): number[][] {
  // 0, 1, n-1, 2, n-2, ...: the steps from one to the next are all different.
  const first = Array.from({ length: size }, (_, i) => (i % 2 === 1 ? (i + 1) / 2 : (size - i / 2) % size));
  // For an even number, the row shifted by half of it is the row itself reversed.
  const rows = size % 2 === 0 ? size / 2 : size;
  return Array.from({ length: rows }, (_, shift) => first.map((letter) => (letter + shift) % size));
}

/** Source: Fisher and Yates (1938); Durstenfeld (1964), CACM 7. */
function shuffled<Value>(values: readonly Value[], random: () => number): Value[] {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
