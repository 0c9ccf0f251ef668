import type { ArmPicture } from '../../harness/model/arm-picture.ts';
import type {
  ComparedArm,
  ComparedRepetition,
  Comparison,
  Difference,
  DifferenceWord,
  FigureRange,
  Measure,
} from '../../harness/model/comparison.ts';
import type { ExperimentRun } from '../../harness/model/experiment.ts';

/**
 * Everything that the report of a comparison is drawn from. `run` holds the order, the failed attempts and the machine; a report
 * without it leaves these out.
 */
export type ComparisonData = { comparison: Comparison; pictures: readonly ArmPicture[]; run?: ExperimentRun };

/** How two arms differ in a measure; `invalid` if one of them cannot be compared. */
export type CellWord = DifferenceWord | 'invalid' | 'not-compared';

export function baselineOf({ arms }: Comparison): ComparedArm | undefined {
  return arms.find(({ isBaseline }) => isBaseline);
}

/** An arm's difference from the baseline; null for the baseline itself, and if the two were not compared. */
export function differenceToBaseline(
  comparison: Comparison,
  arm: ComparedArm,
  measure: Measure,
): Difference | null {
  const baseline = baselineOf(comparison);
  return (
    comparison.differences.find(
      (each) => each.measure === measure.name && each.arm === arm.name && each.against === baseline?.name,
    ) ?? null
  );
}

export function cellWord(arm: ComparedArm, difference: Difference | null): CellWord {
  if (!arm.isValid) return 'invalid';
  return difference?.word ?? 'not-compared';
}

/** An arm's label; the name itself for an unknown arm. */
export function labelOf({ arms }: Comparison, name: string): string {
  return arms.find((arm) => arm.name === name)?.label ?? name;
}

/** An unknown measure gets its name as its label. */
export function measureNamed({ measures }: Comparison, name: string): Measure {
  const unknown: Measure = { name, label: name, unit: '', better: 'neither', scale: 'difference' };
  return measures.find((measure) => measure.name === name) ?? unknown;
}

export function validRepetitions({ repetitions }: ComparedArm): ComparedRepetition[] {
  return repetitions.filter(({ isValid }) => isValid);
}

/** The range of an arm's median, if its figures are ranges that are open on one side there. */
export function medianRange(arm: ComparedArm, { name }: Pick<Measure, 'name'>): FigureRange | undefined {
  const median = arm.medians[name];
  const ranges = validRepetitions(arm).flatMap(({ ranges: of }) => of?.[name] ?? []);
  if (median == null || ranges.length === 0) return undefined;
  if (ranges.some(({ low, high }) => high === null && low <= median)) return { low: median, high: null };
  const highs = ranges.flatMap(({ low, high }) => (low === 0 ? (high ?? []) : []));
  return median === 0 ? { low: 0, high: Math.max(...highs) } : undefined;
}

export function pictureOf({ pictures }: ComparisonData, arm: ComparedArm): ArmPicture | null {
  return pictures.find((picture) => picture.arm === arm.name) ?? null;
}

/** Why an arm cannot be compared, one sentence a reason; empty if it can. */
export function reasonsAgainst(arm: ComparedArm): string[] {
  if (arm.isValid) return [];
  const reasons = arm.proofs
    .filter(({ status }) => status !== 'proved')
    .map(
      ({ factor, status, reason }) =>
        `${factor} ${status === 'refuted' ? 'refuted' : 'not proved'}: ${reason}`,
    );
  if (validRepetitions(arm).length === 0) {
    const because = arm.repetitions[0]?.reasons[0];
    reasons.push(`no usable repetition${because === undefined ? '' : `: ${because}`}`);
  }
  return reasons.length > 0 ? reasons : ['the reason is unknown'];
}

/** How many repetitions are used, of how many. */
export function repetitionCounts({ arms }: Comparison): { valid: number; all: number } {
  const all = arms.flatMap(({ repetitions }) => repetitions);
  return { valid: all.filter(({ isValid }) => isValid).length, all: all.length };
}
