import type { ComparedArm } from '../../harness/model/comparison.ts';
import { type DrawnArm, drawnArms } from './arm-looks.ts';
import type { ComparisonData } from './comparison-data.ts';

/** One run of one arm. `values` by measure; empty where it did not end, or its arm cannot be compared. */
export type RepetitionRow = {
  drawn: DrawnArm;
  block: number;
  /** within its block, from 0; null where it is not known */
  position: number | null;
  /** of its last run; null: none was begun */
  folder: string | null;
  /** from 1 */
  tries: number;
  counts: boolean;
  reasons: string[];
  values: Record<string, number | null>;
};

/** Every repetition in the order in which they were carried out, those that failed among them; by block where the order is not known. */
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
    return [{ drawn, block, position, folder, tries, counts: false, reasons, values: {} }];
  });
  return [...carriedOut, ...known.values()];
}

function rowOf(drawn: DrawnArm, repetition: ComparedArm['repetitions'][number]): RepetitionRow {
  const { block, folder, isValid, reasons, values } = repetition;
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
  };
}

/** The address of a run's report, relative to the comparison's own page. What is no folder below it gets none. */
export function reportAddress(folder: string | null): string | null {
  if (folder === null) return null;
  const parts = folder.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return null;
  return `./${parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')}/report.html`;
}

/** "1: cache: none, cache: Redis": which arm came after which, block by block. Empty where it is not known. */
export function orderByBlock({ comparison, run }: ComparisonData): string[][] {
  const blocks = Map.groupBy(run?.repetitions ?? [], ({ block }) => block);
  return [...blocks.values()].map((repetitions) => {
    const names = repetitions.toSorted((a, b) => a.position - b.position).map(({ arm }) => arm);
    return [...new Set(names)].map((name) => comparison.arms.find((arm) => arm.name === name)?.label ?? name);
  });
}
