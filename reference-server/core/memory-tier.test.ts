import { expect, test } from 'vitest';
import { MemoryTier } from './memory-tier.ts';

const HOUR_MS = 3_600_000;

/** A memory tier at a time of our choosing. */
function tierAt({ entries = 10, ttlMs = 5000 } = {}) {
  const state = { nowMs: 1_000_000, isTold: true };
  const tier = new MemoryTier({ entries, ttlMs, isTold: () => state.isTold, nowMs: () => state.nowMs });
  const put = (key: string, text: string, familyTtlMs = HOUR_MS) =>
    tier.put(key, text, familyTtlMs, tier.now);
  return { tier, put, state };
}

test('a value is served until its time to live is over', () => {
  const { tier, put, state } = tierAt();
  put('a', 'text');
  state.nowMs += 5000;
  expect(tier.get('a')).toBe('text');
  state.nowMs += 1;
  expect(tier.get('a')).toBeUndefined();
});

test('reading does not prolong it', () => {
  const { tier, put, state } = tierAt();
  put('a', 'text');
  for (let n = 0; n < 6; n++) {
    tier.get('a');
    state.nowMs += 1000;
  }
  expect(tier.get('a')).toBeUndefined();
});

test("the family's time to live applies if it is shorter", () => {
  const { tier, put, state } = tierAt();
  put('a', 'text', 300);
  state.nowMs += 301;
  expect(tier.get('a')).toBeUndefined();
});

test('the least recently used goes first', () => {
  const { tier, put } = tierAt({ entries: 2 });
  put('a', '1');
  put('b', '2');
  tier.get('a');
  put('c', '3');
  expect([tier.get('a'), tier.get('b'), tier.get('c')]).toEqual(['1', undefined, '3']);
});

test('a value looked up before its key was written is not kept; one looked up after is', () => {
  const { tier } = tierAt();
  const before = tier.now;
  tier.invalidate('a');
  tier.put('a', 'old', HOUR_MS, before);
  expect(tier.get('a')).toBeUndefined();
  tier.put('a', 'new', HOUR_MS, tier.now);
  expect(tier.get('a')).toBe('new');
});

test('a write of another key does not matter', () => {
  const { tier } = tierAt();
  const before = tier.now;
  tier.invalidate('b');
  tier.put('a', 'text', HOUR_MS, before);
  expect(tier.get('a')).toBe('text');
});

test('after a gap everything is gone, and no value looked up before it is kept', () => {
  const { tier, put } = tierAt();
  put('a', 'text');
  const before = tier.now;
  tier.clear();
  tier.put('b', 'text', HOUR_MS, before);
  expect([tier.get('a'), tier.get('b')]).toEqual([undefined, undefined]);
});

test('while invalidations do not arrive, nothing is served and nothing is kept', () => {
  const { tier, put, state } = tierAt();
  put('a', 'text');
  state.isTold = false;
  expect(tier.get('a')).toBeUndefined();
  put('b', 'text');
  state.isTold = true;
  expect([tier.get('a'), tier.get('b')]).toEqual(['text', undefined]);
});

test('a lookup that outlasts ten thousand invalidations is not kept', () => {
  const { tier } = tierAt();
  const before = tier.now;
  tier.invalidate('a');
  for (let n = 0; n < 10_000; n++) tier.invalidate(`other-${n}`);
  tier.put('a', 'old', HOUR_MS, before);
  expect(tier.get('a')).toBeUndefined();
});

test('reports how many values it holds, and the age of the oldest one served since the last call', () => {
  const { tier, put, state } = tierAt();
  put('a', '1');
  state.nowMs += 1500;
  put('b', '2');
  expect(tier.entries).toBe(2);
  expect(tier.takeAgeMostMs()).toBe(0);
  tier.get('a');
  state.nowMs += 100;
  tier.get('b');
  expect(tier.takeAgeMostMs()).toBe(1500);
  expect(tier.takeAgeMostMs()).toBe(0);
});
