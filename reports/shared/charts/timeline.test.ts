import { describe, expect, it } from 'vitest';
import type { Run } from '../../../harness/model/run.ts';
import type { Summary, SummarySecond } from '../../../harness/model/summary.ts';
import { fixture } from '../../testdata/fixtures.ts';
import { largestSecond, seriesOf, timelineOf, valuesOf } from './timeline.ts';

const START = 1_000_000;
const { run: anyRun, summary: anySummary } = fixture('pass');

function second(offset: number, hitRatio: number | null): SummarySecond {
  return { ...anySummary.seconds[0]!, second: START + offset, hitRatio };
}

function lasting(durationSec: number, seconds: SummarySecond[]): [Run, Summary] {
  const phase = {
    name: 'steady',
    kind: 'steady' as const,
    load: 'open',
    startMs: START * 1000,
    endMs: (START + durationSec) * 1000,
  };
  return [
    { ...anyRun, phases: [phase], events: [] },
    { ...anySummary, seconds },
  ];
}

const hitRatio = (each: SummarySecond) => each.hitRatio;

describe('timelineOf', () => {
  it('leaves a gap for seconds that were not measured or not recorded', () => {
    const timeline = timelineOf(...lasting(4, [second(0, 0.5), second(1, null), second(3, 0.7)]));
    expect(seriesOf(timeline, hitRatio, 'mean')).toEqual([
      { t: 0.5, v: 0.5 },
      { t: 1.5, v: null },
      { t: 2.5, v: null },
      { t: 3.5, v: 0.7 },
    ]);
  });

  it('keeps a measured zero', () => {
    const timeline = timelineOf(...lasting(1, [second(0, 0)]));
    expect(valuesOf(seriesOf(timeline, hitRatio, 'mean'))).toEqual([0]);
  });

  it('bins a long run: the mean of levels, the worst of percentiles, a gap if half is missing', () => {
    const seconds = [0.1, 0.2, 0.3, 0.4, 0.5]
      .map((value, i) => second(i, value))
      .concat(second(5, 0.9), second(6, 0.8));
    const timeline = timelineOf(...lasting(2000, seconds));
    expect(timeline.binSec).toBe(5);
    expect(timeline.bins).toHaveLength(400);
    expect(seriesOf(timeline, hitRatio, 'mean').slice(0, 2)).toEqual([
      { t: 2.5, v: expect.closeTo(0.3, 10) },
      { t: 7.5, v: null },
    ]);
    expect(seriesOf(timeline, hitRatio, 'worst')[0]).toEqual({ t: 2.5, v: 0.5 });
  });

  it('numbers phases and letters events, in seconds since the load began', () => {
    const timeline = timelineOf(anyRun, anySummary);
    expect(timeline.phases.map(({ number, name, judged }) => `${number} ${name} ${judged}`)).toEqual([
      '1 warm-up false',
      '2 steady true',
      '3 ramp-up false',
      '4 users-steady true',
      '5 failover warm-up false',
      '6 failover true',
    ]);
    expect(timeline.events.map(({ letter, atSec }) => [letter, Math.round(atSec)])).toEqual([
      ['a', 252],
      [null, 253],
      ['b', 277],
      ['c', 278],
    ]);
  });

  it('marks a restarted part like a fault', () => {
    const restarted = { kind: 'part-restarted' as const, part: 'redis', what: 'redis was restarted' };
    const events = [
      { ...restarted, sinceMs: anyRun.phases[0]!.startMs, atMs: anyRun.phases[0]!.startMs + 2000 },
    ];
    const [marked] = timelineOf({ ...anyRun, events }, anySummary).events;
    expect(marked).toMatchObject({ letter: 'a', what: 'redis was restarted' });
  });

  it('is one second long if nothing happened', () => {
    const timeline = timelineOf({ ...anyRun, phases: [], events: [] }, { ...anySummary, seconds: [] });
    expect(timeline).toMatchObject({ durationSec: 1, binSec: 1, phases: [], events: [] });
  });
});

describe('largestSecond', () => {
  it('is null if nothing was measured, and distinguishes that from zero', () => {
    const [, summary] = lasting(3, [second(0, null), second(1, 0), second(2, 0.25)]);
    expect(largestSecond(summary, hitRatio)).toBe(0.25);
    expect(largestSecond({ ...summary, seconds: summary.seconds.slice(0, 2) }, hitRatio)).toBe(0);
    expect(largestSecond({ ...summary, seconds: summary.seconds.slice(0, 1) }, hitRatio)).toBeNull();
  });
});
