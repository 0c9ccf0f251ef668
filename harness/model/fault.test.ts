import { expect, it } from 'vitest';
import { faultSpellsOf } from './fault.ts';

it('a fault lasts from the command until the part is back, and endlessly if it never is', () => {
  expect(
    faultSpellsOf([
      { kind: 'part-restored', part: 'redis', atMs: 9 },
      { kind: 'part-stopped', part: 'redis', sinceMs: 3, atMs: 5 },
      { kind: 'part-paused', part: 'nginx', atMs: 6 },
      { kind: 'note', atMs: 7 },
      { kind: 'part-restarted', part: 'redis', atMs: 8 },
      { kind: 'part-slowed', part: 'redis', atMs: 10 },
      { kind: 'part-restored', part: 'redis', atMs: 12 },
    ]),
  ).toEqual([
    { part: 'redis', action: 'stop', toldMs: 3, startMs: 5, endMs: 9 },
    { part: 'nginx', action: 'pause', toldMs: 6, startMs: 6, endMs: Number.POSITIVE_INFINITY },
    { part: 'redis', action: 'slow', toldMs: 10, startMs: 10, endMs: 12 },
  ]);
});
