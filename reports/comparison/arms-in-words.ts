import { formatMeasure } from '../../harness/model/format.ts';

/** With more arms, a sentence names the lowest and the highest of them; the charts and tables show the others. */
const MOST_NAMED = 3;

/** "cache: none 8.45 ms, cache: Redis 4.67 ms", or "4.09 ms (servers: 3) to 6.06 ms (servers: 1)" if there are many. */
export function armsInWords(arms: readonly { label: string; value: number | null }[], unit: string): string {
  const text = (value: number | null) => formatMeasure(value, unit);
  const known = arms.filter((arm): arm is { label: string; value: number } => arm.value !== null);
  if (arms.length <= MOST_NAMED || known.length === 0) {
    return arms.map(({ label, value }) => `${label} ${text(value)}`).join(', ');
  }
  const lowest = known.reduce((a, b) => (b.value < a.value ? b : a));
  const highest = known.reduce((a, b) => (b.value > a.value ? b : a));
  const [low, high] = [text(lowest.value), text(highest.value)];
  return low === high ? `${low} in every arm` : `${low} (${lowest.label}) to ${high} (${highest.label})`;
}
