import type { Interval } from '../model/verdict.ts';

/** Returns numbers in [0, 1) for resampling. Judging the same run again draws the same numbers. */
export type Random = () => number;

/**
 * Random numbers seeded by words, such as a run's id and a target's: mulberry32, seeded by the words' FNV-1a hash. So a target's interval
 * depends only on these words, not on what was judged before it.
 */
export function randomFrom(...words: readonly (string | number)[]): Random {
  let state = 0x811c9dc5;
  for (const character of words.join('\n')) {
    state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The interval for the system: on each side it extends as far as the wider of the two. Resampling captures how the seconds of a
 * run depend on each other, which the exact interval, made for independent requests, does not. The exact interval covers what may
 * happen but was not seen, such as a failure where there was none, and the width of a bucket. Null if either is missing: there
 * are too few samples, or too few seconds to show how they vary.
 */
export function widest(resampled: Interval | null, exact: Interval | null): Interval | null {
  if (exact === null || resampled === null) return null;
  return {
    low: exact.low === null || resampled.low === null ? null : Math.min(exact.low, resampled.low),
    high: exact.high === null || resampled.high === null ? null : Math.max(exact.high, resampled.high),
    confidence: Math.min(exact.confidence, resampled.confidence),
    method: `${resampled.method}, no narrower than ${exact.method}`,
  };
}
