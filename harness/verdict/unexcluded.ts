import { formatCount } from '../model/format.ts';
import type { BucketIncrease } from '../model/timeline.ts';
import type { SecondTimes } from '../stats/block-bootstrap.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { clopperPearson } from '../stats/proportion.ts';
import type { Counted } from '../stats/with-endless.ts';
import { OUTAGE_CONFIDENCE } from './limits.ts';

/** How stretches of bad seconds are worded: "No request failed in", "Requests failed in", "outages". */
type Words = { none: string; some: string; stretches: string };

export const SLOW: Words = {
  none: 'No second was slower than promised in',
  some: 'Seconds were slower than promised in',
  stretches: 'slow stretches',
};

/**
 * What a pass cannot rule out, in one sentence. Bad seconds come in stretches, and a stretch that is rarer than the run is
 * long may not have happened. We rule out stretches so frequent that the chance of seeing this few is below 5%. If none was
 * seen, these are stretches that come more than three times in the judged seconds ("rule of three").
 * @param isBad for each judged second, in order: whether it would break the promise by itself
 */
export function unexcluded(isBad: readonly boolean[], { none, some, stretches }: Words): string {
  const seen = isBad.filter((bad, second) => bad && !isBad[second - 1]).length;
  const most = clopperPearson(seen, isBad.length, OUTAGE_CONFIDENCE)?.high ?? null;
  if (most === null) return '';
  const seconds = formatCount(isBad.length, 'second');
  const what =
    seen === 0 ? `${none} ${seconds}` : `${some} ${formatCount(seen, 'stretch', 'stretches')} of ${seconds}`;
  const everySec = formatCount(Math.max(1, Math.floor(1 / most)), 'second');
  return `${what}: ${stretches} more frequent than one in ${everySec} are ruled out, rarer ones are not.`;
}

/** For each second, whether its own q-quantile is above the bound. */
export function slowSeconds(seconds: readonly SecondTimes[], q: number, boundMs: number): boolean[] {
  return seconds.map(({ times, endless }) =>
    isSlow(ExponentialHistogram.fromEncoded(times), endless, q, boundMs),
  );
}

export function slowBuckets(
  upperBoundsMs: readonly number[],
  seconds: readonly BucketIncrease[],
  q: number,
  boundMs: number,
): boolean[] {
  return seconds.map((own) => isSlow(BucketHistogram.fromIncrease(upperBoundsMs, own), 0, q, boundMs));
}

function isSlow(times: Counted, endless: number, q: number, boundMs: number): boolean {
  return times.countAtMost(boundMs).high < q * (times.count + endless);
}
