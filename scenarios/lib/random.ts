/** Draws a number from [0, 1). */
export type Random = () => number;

/**
 * A small seeded generator (mulberry32: 32 bits of state, good enough to choose users and think times). Each stream of
 * a seed is a different sequence.
 */
export function seededRandom(seed: number, stream: number): Random {
  let state = scramble((scramble(seed) + stream) | 0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed from a word: FNV-1a with 32 bits. */
export function seedOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** The finalizer of MurmurHash3: neighbouring seeds become unlike states. */
function scramble(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
