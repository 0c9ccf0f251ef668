import type { ComparedArm, ComparedRepetition, Measure, Proof } from '../../model/comparison.ts';
import type {
  Arm,
  Claim,
  DifferenceClaim,
  ExperimentRun,
  Levels,
  RatioClaim,
} from '../../model/experiment.ts';
import { withoutStop } from '../../model/without-stop.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import type { Known, PairedValues } from './contrast.ts';

/** What was observed of one arm. */
export type ObservedArm = { name: string; proofs: Proof[]; repetitions: ComparedRepetition[] };

/** Up to this many arms, all pairs are compared. With more, the correction for so many comparisons would cost too much power. */
const MOST_ARMS_ALL_PAIRS = 4;

/** An arm without observations is invalid. */
export function comparedArm(arm: Arm, observed: ObservedArm | undefined, measures: Measure[]): ComparedArm {
  const { proofs, repetitions } = observed ?? { proofs: [], repetitions: [] };
  const counted = repetitions.filter(({ isValid }) => isValid);
  const medians = measures.map(({ name }) => {
    const values = counted.flatMap((repetition) => repetition.values[name] ?? []);
    return [name, new SortedSample(values).median()] as const;
  });
  return {
    ...arm,
    isValid: brokenProof(arm.levels, proofs) === null && counted.length > 0,
    proofs,
    repetitions,
    medians: Object.fromEntries(medians),
  };
}

/** Why a factor cannot be taken to have had an effect; refuted ones come before unknown ones. Null: every factor had one. */
function brokenProof(levels: Levels, proofs: readonly Proof[]): string | null {
  const broken =
    proofs.find(({ status }) => status === 'refuted') ?? proofs.find(({ status }) => status === 'unknown');
  if (broken) return broken.reason;
  const unproved = Object.keys(levels).find((name) => !proofs.some(({ factor }) => factor === name));
  return unproved === undefined ? null : `no measurement proves its ${unproved}`;
}

/** Why an arm cannot be used, one sentence; null for one that can. */
export function problemOf({ isValid, label, levels, proofs, repetitions }: ComparedArm): string | null {
  if (isValid) return null;
  const why =
    repetitions.length === 0
      ? 'none of its repetitions was carried out'
      : (brokenProof(levels, proofs) ??
        repetitions.flatMap(({ reasons }) => reasons)[0] ??
        'no repetition is valid');
  return `${label} cannot be used: ${withoutStop(why)}.`;
}

/** The pairs that are compared: each arm with the baseline; up to four arms, each with all before it; and the two arms of the claim. */
export function pairsOf(
  arms: readonly ComparedArm[],
  claim: Claim | undefined,
): (readonly [ComparedArm, ComparedArm])[] {
  const baseline = arms.find(({ isBaseline }) => isBaseline) ?? arms[0];
  const valid = arms.filter(({ isValid }) => isValid);
  const pairs = valid.flatMap((against, i) =>
    valid
      .slice(i + 1)
      .filter(() => against === baseline || arms.length <= MOST_ARMS_ALL_PAIRS)
      .map((arm) => [arm, against] as const),
  );
  const claimed = claim === undefined || 'rows' in claim ? undefined : armsOfClaim(arms, claim);
  if (claimed?.arm?.isValid && claimed.against?.isValid && claimed.arm !== claimed.against) {
    const { arm, against } = claimed;
    if (!pairs.some((pair) => pair.includes(arm) && pair.includes(against))) pairs.push([arm, against]);
  }
  return pairs;
}

/** The two arms that a claim is about: the baseline with the levels that the claim names. Undefined if the experiment has no such arm. */
export function armsOfClaim(
  arms: readonly ComparedArm[],
  claim: RatioClaim | DifferenceClaim,
): { arm: ComparedArm | undefined; against: ComparedArm | undefined } {
  return { arm: armWith(arms, claim.arm), against: armWith(arms, claim.against) };
}

/** The arm that is the baseline with these levels. */
export function armWith(arms: readonly ComparedArm[], levels: Levels): ComparedArm | undefined {
  const baseline = arms.find(({ isBaseline }) => isBaseline) ?? arms[0];
  const wanted: Record<string, unknown> = { ...baseline?.topology, ...levels };
  return arms.find(({ topology }) =>
    Object.entries(topology).every(([name, level]) => JSON.stringify(level) === JSON.stringify(wanted[name])),
  );
}

/** The number of an arm's run in a block, in the order in which all runs were carried out. */
export type TurnOf = (arm: string, block: number) => number;

export function turnsIn({ repetitions }: Pick<ExperimentRun, 'repetitions'>): TurnOf {
  const key = (arm: string, block: number) => `${block} ${arm}`;
  const turns = new Map(repetitions.map(({ arm, block }, turn) => [key(arm, block), turn]));
  return (arm, block) => turns.get(key(arm, block))!;
}

/** What is needed of an arm to pair its runs with those of another. */
export type PairedRuns = Pick<ComparedArm, 'name'> & {
  repetitions: Pick<ComparedRepetition, 'block' | 'isValid' | 'values' | 'ranges'>[];
};

/** The values of two arms in the blocks in which both are valid and measured, in the order of the blocks. */
export function pairedValues(
  measure: string,
  arm: PairedRuns,
  against: PairedRuns,
  turnOf: TurnOf,
): PairedValues {
  const [ours, theirs] = [valuesByBlock(arm, measure), valuesByBlock(against, measure)];
  const blocks = [...ours.keys()].filter((block) => theirs.has(block)).sort((a, b) => a - b);
  return {
    arm: blocks.map((block) => ours.get(block)!),
    against: blocks.map((block) => theirs.get(block)!),
    armTurns: blocks.map((block) => turnOf(arm.name, block)),
    againstTurns: blocks.map((block) => turnOf(against.name, block)),
  };
}

/** Of several attempts, the last valid one counts. */
export function valuesByBlock(
  { repetitions }: Pick<PairedRuns, 'repetitions'>,
  measure: string,
): Map<number, Known> {
  const values = new Map<number, Known>();
  for (const { block, isValid, values: of, ranges } of repetitions) {
    const value = of[measure];
    const range = ranges?.[measure];
    if (!isValid || value == null || !Number.isFinite(value)) continue;
    values.set(
      block,
      range ? { low: range.low, high: range.high ?? Number.POSITIVE_INFINITY } : { low: value, high: value },
    );
  }
  return values;
}
