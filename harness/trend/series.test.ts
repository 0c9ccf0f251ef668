import { describe, expect, it } from 'vitest';
import type { LoadProfile } from '../model/load.ts';
import { seriesOf } from './series.ts';

const open = (arrivalRatePerSec: number, seconds: number): LoadProfile['loads'][number] => ({
  name: 'open',
  load: { model: 'open', arrivalRatePerSec },
  generatorProcesses: 1,
  phases: [
    { name: 'warm-up', kind: 'warm-up', durationMs: 15_000 },
    { name: 'steady', kind: 'steady', durationMs: seconds * 1000 },
  ],
});
const PROFILES: Record<string, LoadProfile> = {
  full: { loads: [open(500, 120)] },
  quick: { loads: [open(50, 20)] },
  other: { loads: [open(700, 120)] },
};
/** Runs by the name of their load, numbered from 0. */
const runs = (loads: string) =>
  loads.split(' ').map((load, at) => ({ at, run: { profile: PROFILES[load]! } }));
const placesIn = (loads: string) => seriesOf(runs(loads)).map((series) => series.runs.map(({ at }) => at));

describe('seriesOf', () => {
  it.each([
    ['full full full', [[0, 1, 2]]],
    ['full full other other', [[0, 1, 2, 3]]],
    [
      'full quick full quick',
      [
        [0, 2],
        [1, 3],
      ],
    ],
    ['full quick full', [[0, 2], [1]]],
    [
      'full quick full other quick',
      [
        [0, 2, 3],
        [1, 4],
      ],
    ],
  ])('of %s has its runs in order: %j', (loads, places) => {
    expect(placesIn(loads)).toEqual(places);
  });

  it('names its newest load only if the system has several series', () => {
    expect(seriesOf(runs('full other')).map(({ load }) => load)).toEqual([null]);
    expect(seriesOf(runs('full quick full other')).map(({ load }) => load)).toEqual([
      '700 requests/s, judged for 2 min',
      '50 requests/s, judged for 20 s',
    ]);
  });
});
