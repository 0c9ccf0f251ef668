import { formatCount, formatMeasure } from './format.ts';
import type { largestLoads } from './load.ts';

/** "30,000 users" and "1,000 requests/s", of what there is. */
export function largestLoadsInWords({ users, ratePerSec }: ReturnType<typeof largestLoads>): string[] {
  return [
    ...(users === null ? [] : [formatCount(users, 'user')]),
    ...(ratePerSec === null ? [] : [formatMeasure(ratePerSec, 'requests/s')]),
  ];
}
