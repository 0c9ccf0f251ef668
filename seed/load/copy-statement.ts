import type { TablePlan } from '../plan.ts';

/** Names come from a plan in the code, never from outside. */
export function copyStatement({ name, columns }: Pick<TablePlan, 'name' | 'columns'>): string {
  return `COPY ${name} (${columns.join(', ')}) FROM STDIN`;
}
