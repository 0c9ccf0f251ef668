import { describe, expect, it } from 'vitest';
import { PreciseTimer } from './precise-timer.ts';

describe('PreciseTimer', () => {
  it('never calls back early, and keeps the order of the moments, in whatever order they were requested', async () => {
    const timer = new PreciseTimer();
    const startMs = performance.now();
    // 20 moments within 12 ms, some of them twice, in a shuffled order: 7 and 20 share no factor.
    const dues = Array.from({ length: 20 }, (_, i) => startMs + Math.floor(((i * 7) % 20) / 2) * 1.3);
    const called: { dueMs: number; nth: number; atMs: number }[] = [];
    await new Promise<void>((resolve) => {
      for (const [nth, dueMs] of dues.entries()) {
        timer.at(dueMs, () => {
          called.push({ dueMs, nth, atMs: performance.now() });
          if (called.length === dues.length) resolve();
        });
      }
    });
    for (const { dueMs, atMs } of called) expect(atMs).toBeGreaterThanOrEqual(dueMs);
    expect(called).toEqual(called.toSorted((a, b) => a.dueMs - b.dueMs || a.nth - b.nth));
  });

  it('serves an earlier moment first although it sleeps until a later one', async () => {
    const timer = new PreciseTimer();
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      const nowMs = performance.now();
      timer.at(nowMs + 60, () => {
        order.push('later');
        resolve();
      });
      timer.at(nowMs + 5, () => order.push('earlier'));
    });
    expect(order).toEqual(['earlier', 'later']);
  });
});
