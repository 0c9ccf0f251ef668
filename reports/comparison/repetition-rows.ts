import type { ComparedArm, FigureRange } from '../../harness/model/comparison.ts';
import { type DrawnArm, drawnArms } from './arm-looks.ts';
import type { ComparisonData } from './comparison-data.ts';

/** One run of one arm. `values` by measure; empty if it did not end, or its arm cannot be compared. */
export type RepetitionRow = {
  drawn: DrawnArm;
  block: number;
  /** position within its block, from 0; null if unknown */
  position: number | null;
  /** of its last run; null: none was started */
  folder: string | null;
  /** from 1 */
  tries: number;
  counts: boolean;
  reasons: string[];
  values: Record<string, number | null>;
  ranges: Record<string, FigureRange>;
};

/** Every repetition in the order in which they ran, failed ones included; by block if the order is unknown. */
export function repetitionRows({ comparison, run }: ComparisonData): RepetitionRow[] {
  const arms = drawnArms(comparison.arms);
  const compared = arms.flatMap((drawn) =>
    drawn.arm.repetitions.map((repetition) => rowOf(drawn, repetition)),
  );
  if (run === undefined) return compared.toSorted((a, b) => a.block - b.block);
  const known = new Map(compared.map((row) => [row.folder, row]));
  const carriedOut = run.repetitions.flatMap((repetition): RepetitionRow[] => {
    const { block, position, folder, state, attempt, reason } = repetition;
    const tries = attempt + 1;
    const row = folder === null ? undefined : known.get(folder);
    if (row !== undefined) {
      known.delete(row.folder);
      return [{ ...row, position, tries }];
    }
    const drawn = arms.find(({ arm }) => arm.name === repetition.arm);
    if (drawn === undefined || state === 'planned') return [];
    const reasons = [reason ?? `It is ${state}.`];
    return [{ drawn, block, position, folder, tries, counts: false, reasons, values: {}, ranges: {} }];
  });
  return [...carriedOut, ...known.values()];
}

function rowOf(drawn: DrawnArm, repetition: ComparedArm['repetitions'][number]): RepetitionRow {
  const { block, folder, isValid, reasons, values, ranges = {} } = repetition;
  const { arm } = drawn;
  return {
    drawn,
    block,
    position: null,
    folder,
    tries: 1,
    counts: isValid && arm.isValid,
    reasons: isValid && !arm.isValid ? ['Its arm is invalid.'] : reasons,
    values: arm.isValid ? values : {},
    ranges,
  };
}

/** "1: cache: none, cache: Redis": the order of the arms, block by block. Empty if it is unknown. */
export function orderByBlock({ comparison, run }: ComparisonData): string[][] {
  const blocks = Map.groupBy(run?.repetitions ?? [], ({ block }) => block);
  return [...blocks.values()].map((repetitions) => {
    const names = repetitions.toSorted((a, b) => a.position - b.position).map(({ arm }) => arm);
    return [...new Set(names)].map((name) => comparison.arms.find((arm) => arm.name === name)?.label ?? name);
  });
}
