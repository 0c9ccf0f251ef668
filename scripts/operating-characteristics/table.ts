import { normalFrom, seededRandom } from '../../harness/stats/testing/seeded-random.ts';

/** How far the true value is on the wrong side of the bound. */
export const BEYOND = [0, 0.02, 0.1, 0.5];
/** The same for an error budget. */
export const BEYOND_BUDGET = [0, 0.02, 0.1, 0.5, 1];
export const SECONDS = [15, 60, 75, 300];

export type Random = { uniform: () => number; normal: () => number };

export function randomOf(seed: number): Random {
  const uniform = seededRandom(seed);
  return { uniform, normal: normalFrom(uniform) };
}

export function percent(count: number, of: number): string {
  return of === 0 ? '-' : `${((100 * count) / of).toFixed(1)}%`;
}

/** A share of simulations with its standard error; if none or all of them are so, the end of its one-sided 95% interval ("rule of three"). */
export function shareWithError(count: number, of: number): string {
  const text = (ratio: number) => (100 * ratio).toFixed(2);
  if (count === 0) return `< ${text(3 / of)}%`;
  if (count === of) return `> ${text(1 - 3 / of)}%`;
  const share = count / of;
  return `${text(share)} ± ${text(Math.sqrt((share * (1 - share)) / of))}%`;
}

export function row(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

export function heading(cells: readonly string[]): void {
  console.log('');
  row(cells);
  row(cells.map(() => '---'));
}

/** Poisson by Knuth's product; the means here are small. */
export function poisson(mean: number, { uniform }: Random): number {
  let count = 0;
  for (let product = uniform(); product > Math.exp(-mean); product *= uniform()) count++;
  return count;
}
