import type { TablePlan } from '../plan.ts';

/** Names are not escaped: they come from a plan in the code, never from input. */
export function copyStatement({ name, columns }: Pick<TablePlan, 'name' | 'columns'>): string {
  return `COPY ${name} (${columns.join(', ')}) FROM STDIN`;
}
