import type { Random } from '../../../scenarios/lib/random.ts';
import type { PlanValue } from '../../model/plan.ts';

type Range = Extract<PlanValue, { integer: object } | { number: object }>;

/** Doubles have 15 digits, and 3 * 0.1 is not quite 0.3. */
const DIGITS = 12;

/** So many numbers of a range, or all that are in it; none if there is none. */
export function numbersOf(range: Range, count: number, random: Random): number[] {
  const { min, max, multipleOf } = 'integer' in range ? range.integer : range.number;
  if (max < min) return [];
  const step = multipleOf ?? ('integer' in range ? 1 : stepIn(min, max));
  const [first, last] = [Math.ceil(min / step), Math.floor(max / step)];
  const numberAt = (place: number) =>
    Math.min(max, Math.max(min, Number((place * step).toPrecision(DIGITS))));
  const all = last - first + 1;
  if (all <= count) return Array.from({ length: Math.max(0, all) }, (_, i) => numberAt(first + i));
  return Array.from({ length: count }, () => numberAt(first + Math.floor(random() * all)));
}

const CENT = 0.01;

/** Hundredths, as of prices, unless they are coarse for the range. */
function stepIn(min: number, max: number): number {
  const span = max - min;
  if (span >= 1) return CENT;
  return span === 0 ? Math.abs(min) || 1 : 10 ** Math.floor(Math.log10(span / 100));
}
