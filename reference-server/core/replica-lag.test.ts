import { expect, test } from 'vitest';
import { ReplicaLag } from './replica-lag.ts';
import { REPLICA_STALENESS_MAX_MS } from './replicas.ts';
import { WRITE_MARK_MS } from './write-marks.ts';

/** The primary's clock is two hours ahead of ours: only differences within one clock may count. */
const CLOCK_AHEAD_MS = 7_200_000;

/** The primary's WAL position, by the second of our clock. */
function watched(...walBytes: number[]): ReplicaLag {
  const lag = new ReplicaLag();
  for (const [second, bytes] of walBytes.entries()) {
    const askedAtMs = second * 1000;
    lag.note({ walBytes: bytes, clockMs: askedAtMs + CLOCK_AHEAD_MS, askedAtMs });
  }
  return lag;
}

const committedAt = (ms: number) => ms + CLOCK_AHEAD_MS;

test.each([
  ['all replayed: no lag', [100, 200], { walBytes: 200, committedAtMs: committedAt(990) }, 0],
  ['ahead of the last known position: no lag', [100, 200], { walBytes: 250, committedAtMs: null }, 0],
  ['all replayed, and idle for hours', [200, 200], { walBytes: 200, committedAtMs: committedAt(-9e6) }, 0],
  [
    'busy: the age of the last commit',
    [100, 200, 300],
    { walBytes: 290, committedAtMs: committedAt(1950) },
    50,
  ],
  [
    'a little behind after hours of idleness',
    [200, 200, 210],
    { walBytes: 205, committedAtMs: committedAt(-9e6) },
    1000,
  ],
  [
    'stuck for three seconds',
    [100, 200, 300, 400, 500],
    { walBytes: 210, committedAtMs: committedAt(1020) },
    2980,
  ],
  ['stuck, and no commit known', [100, 200, 300, 400, 500], { walBytes: 210, committedAtMs: null }, 3000],
  ['behind all known positions', [100, 200], { walBytes: 50, committedAtMs: null }, Number.POSITIVE_INFINITY],
  [
    'nothing known of the primary',
    [],
    { walBytes: 50, committedAtMs: committedAt(0) },
    Number.POSITIVE_INFINITY,
  ],
  ['a commit from the future', [100, 200], { walBytes: 150, committedAtMs: committedAt(5000) }, 0],
])('%s', (_what, positions, replica, expected) => {
  expect(watched(...positions).of(replica)).toBe(expected);
});

test('a written key is marked for longer than a replica in use may be behind', () => {
  expect(WRITE_MARK_MS).toBeGreaterThanOrEqual(REPLICA_STALENESS_MAX_MS + 2000);
});
