import type { Comparison, JudgedClaim, JudgedRow } from '../../harness/model/comparison.ts';
import { formatBound, formatInterval } from '../../harness/model/format.ts';
import { measureNamed } from './comparison-data.ts';

/** A row of a claimed table: what the document says of it, and what was found. */
export type ClaimRow = {
  name: string;
  status: JudgedRow['status'];
  claimed: string;
  measured: string;
  /** in the order of `factNames` */
  facts: string[];
  sentence: string;
};

/** Empty for a claim that is not a table. The facts are the document's own and were not measured. */
export function claimRows(
  comparison: Comparison,
  { claim, rows = [] }: JudgedClaim,
): { factNames: string[]; rows: ClaimRow[] } {
  if (!('rows' in claim)) return { factNames: [], rows: [] };
  const { unit } = measureNamed(comparison, claim.measure);
  const factNames = [...new Set(claim.rows.flatMap(({ facts = {} }) => Object.keys(facts)))];
  const found = claim.rows.flatMap(({ name, figure, facts = {} }, index): ClaimRow[] => {
    const judged = rows[index];
    if (judged === undefined) return [];
    return [
      {
        name,
        status: judged.status,
        claimed: formatBound(claim.operator, figure, unit),
        measured: judged.figure === null ? 'not measured' : formatInterval(judged.figure, unit),
        facts: factNames.map((fact) => facts[fact] ?? ''),
        sentence: judged.sentence,
      },
    ];
  });
  return { factNames, rows: found };
}

/** Heads of the columns, without that of the status. */
export function claimColumns(factNames: readonly string[]): string[] {
  return ['Row', 'Claimed', 'Measured', ...factNames.map((name) => `${name} (stated, not measured)`), 'Why'];
}
