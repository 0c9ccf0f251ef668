import type { TablePlan } from '../plan.ts';
import type { School } from './schools.ts';

/** A table with one block for each school. */
export function ofSchools(
  schools: readonly School[],
  table: Omit<TablePlan, 'blocks' | 'rows'>,
  rows: (school: School) => Iterable<string>,
): TablePlan {
  return { ...table, blocks: schools.length, rows: (block) => rows(schools[block]!) };
}
