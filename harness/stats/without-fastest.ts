import type { EncodedHistogram } from '../model/histogram.ts';

/** The histogram without its `count` lowest values. Their part of the sum is only known to within their buckets. */
export function withoutFastest(histogram: EncodedHistogram, count: number): EncodedHistogram {
  if (count === 0) return histogram;
  let [left, takenSum] = [count, 0];
  const keep = (own: number, value: number) => {
    const taken = Math.min(left, own);
    left -= taken;
    takenSum += taken * value;
    return own - taken;
  };
  const zeroCount = keep(histogram.zeroCount, 0);
  const middleOf = (bucket: number) => 2 ** ((histogram.offset + bucket + 0.5) * 2 ** -histogram.scale);
  const counts = histogram.counts.map((own, bucket) => keep(own, middleOf(bucket)));
  return { ...histogram, zeroCount, counts, sum: Math.max(0, histogram.sum - takenSum), min: null };
}
