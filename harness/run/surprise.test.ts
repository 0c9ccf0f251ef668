import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../model/run.ts';
import { isSurprise } from './surprise.ts';

const RESTART = { part: 'server-1', what: 'server-1 was restarted', sinceMs: 12_000, atMs: 15_000 };
const KILLED: RunEvent = { kind: 'part-killed', part: 'server-1', what: '', atMs: 12_500 };

const surprises = (events: RunEvent[]) => isSurprise(RESTART, { events });

describe('a restart is a surprise', () => {
  it('when no fault killed the part', () => {
    expect(surprises([])).toBe(true);
  });

  it.each<[string, RunEvent]>([
    ['another part was killed', { ...KILLED, part: 'server-2' }],
    ['it was killed after the new one was seen', { ...KILLED, atMs: 15_001 }],
    ['it died by itself', { ...KILLED, kind: 'part-died' }],
    ['it was paused, and should be the same afterwards', { ...KILLED, kind: 'part-paused' }],
    ['its connections were refused', { ...KILLED, kind: 'part-refusing' }],
  ])('when %s', (_, event) => {
    expect(surprises([event])).toBe(true);
  });

  it('but not when a fault killed or stopped it between the two looks', () => {
    expect(surprises([KILLED])).toBe(false);
    expect(surprises([{ ...KILLED, kind: 'part-stopped' }])).toBe(false);
  });

  it('when it was back from the fault before it was last seen', () => {
    const back = (atMs: number): RunEvent => ({ kind: 'part-restored', part: 'server-1', what: '', atMs });
    expect(surprises([{ ...KILLED, atMs: 9_000 }, back(11_999)])).toBe(true);
    expect(surprises([{ ...KILLED, atMs: 9_000 }, back(12_000)])).toBe(false);
  });

  it('nor when it was last seen on its way down', () => {
    expect(surprises([{ ...KILLED, kind: 'part-stopped', sinceMs: 11_000 }])).toBe(false);
  });

  it('when it restarts again after it was seen back from the fault', () => {
    const back: RunEvent = { kind: 'part-restored', part: 'server-1', what: '', atMs: 14_000 };
    const again = { ...RESTART, sinceMs: 15_000, atMs: 17_000 };
    expect(isSurprise(again, { events: [KILLED, back] })).toBe(true);
  });
});
