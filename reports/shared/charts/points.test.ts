import { describe, expect, it } from 'vitest';
import { chartsOf } from '../../run/charts/index.ts';
import { fixture } from '../../testdata/fixtures.ts';
import { CHART_SIZES } from './chart.ts';
import { MAX_POINTS, timelineOf } from './timeline.ts';

const HOUR = 12;

/** The largest number of points of any series of a run of that length, and the number over all its charts. */
function pointsOf(scale: number): { largest: number; all: number; seconds: number } {
  const data = fixture('fail', scale);
  const { main, more, distributions, timeParts } = chartsOf(data, timelineOf(data.run, data.summary));
  const counts = [...main, ...more, ...distributions, ...timeParts].flatMap((chart) => {
    const spec = chart.spec?.(CHART_SIZES.wide) as { layer: { data: { values: unknown[] } }[] } | undefined;
    return (spec?.layer ?? []).map(({ data: { values } }) => values.length);
  });
  return {
    largest: Math.max(...counts),
    all: counts.reduce((sum, count) => sum + count, 0),
    seconds: data.summary.seconds.length,
  };
}

describe('the points of all charts', () => {
  it('are bounded, however long the run was', () => {
    const hour = pointsOf(HOUR);
    const day = pointsOf(3 * HOUR);
    expect(hour.seconds).toBeGreaterThan(3400);
    expect(day.seconds).toBeGreaterThan(10_000);
    for (const { largest, all } of [hour, day]) {
      expect(largest).toBeGreaterThan(100);
      expect(largest).toBeLessThanOrEqual(MAX_POINTS);
      expect(all).toBeLessThanOrEqual(30 * MAX_POINTS);
    }
  });
});
