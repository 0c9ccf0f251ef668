import { expect, test } from 'vitest';
import { RecentActivity } from './recent-activity.ts';

function clocked() {
  let nowMs = 1_000_000;
  const activity = new RecentActivity(() => nowMs);
  return { activity, advance: (ms: number) => (nowMs += ms) };
}

test('rates are means over the last 60 whole seconds', () => {
  const { activity, advance } = clocked();
  for (let second = 0; second < 120; second++) {
    activity.request(second % 10 === 0 ? 503 : 200);
    activity.request(404);
    if (second % 20 === 0) activity.timeout();
    activity.lookup(second % 4 !== 0);
    advance(1000);
  }
  // 60 s of 2 requests, of which 6 failed and 3 timed out; 45 of 60 lookups hit.
  expect(activity.snapshot()).toEqual({
    requestsPerSec: 2,
    errorRatio: 6 / 120,
    timeoutRatio: 3 / 120,
    cacheHitRatio: 45 / 60,
    users: 0,
  });
});

test('activity older than the window is forgotten, even if nothing came since', () => {
  const { activity, advance } = clocked();
  activity.request(500);
  activity.user('a');
  advance(62_000);
  expect(activity.snapshot()).toMatchObject({ requestsPerSec: 0, errorRatio: 0, users: 0 });
});

test('a server that has just started divides by the time it has run', () => {
  const { activity, advance } = clocked();
  for (let request = 0; request < 10; request++) activity.request(200);
  advance(5000);
  expect(activity.snapshot().requestsPerSec).toBe(2);
});

test('a user counts once, for a minute after the last request', () => {
  const { activity, advance } = clocked();
  activity.user('a');
  advance(50_000);
  activity.user('a');
  activity.user('b');
  advance(30_000);
  expect(activity.snapshot().users).toBe(2);
  advance(31_000);
  expect(activity.snapshot().users).toBe(0);
});
