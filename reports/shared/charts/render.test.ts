import { describe, expect, it } from 'vitest';
import { hitRatioChart } from '../../run/charts/hit-ratio.ts';
import { fixture } from '../../testdata/fixtures.ts';
import { expectGolden } from '../../testdata/golden.ts';
import { PAYLOAD } from '../../testdata/hostile.ts';
import { CHART_SIZES, type ChartSize } from './chart.ts';
import { renderSpec } from './render.ts';
import { timeSeriesSpec } from './time-series.ts';
import { type Point, timelineOf } from './timeline.ts';

const SIZE: ChartSize = { width: 274, height: 136 };
const AXIS = { type: 'linear' as const, domain: [0, 10] as [number, number], ticks: [0, 5, 10] };
const data = fixture('inconclusive');
const timeline = { ...timelineOf(data.run, data.summary), durationSec: 4, phases: [], events: [] };

function draw(points: Point[]) {
  return renderSpec(
    timeSeriesSpec(timeline, { axis: AXIS, valueFormat: 'd', lines: [{ points, color: 'blue' }] }, SIZE),
  );
}

/** The subpaths of the only line drawn. */
async function subpaths(points: Point[]): Promise<string[]> {
  const { markup } = await draw(points);
  const line = /<path d="([^"]*)" stroke="var\(--series-blue,[^"]*"/.exec(markup)?.[1] ?? '';
  return line.match(/M[^M]*/g) ?? [];
}

describe('renderSpec', () => {
  it('draws a gap as a gap and never as zero', async () => {
    const drawn = await subpaths([
      { t: 0, v: 10 },
      { t: 1, v: 10 },
      { t: 2, v: null },
      { t: 3, v: 10 },
      { t: 4, v: 10 },
    ]);
    expect(drawn).toEqual(['M0,0L50,0', 'M150,0L200,0']);
  });

  it('draws a lone second as a dot', async () => {
    const alone = [
      { t: 0, v: null },
      { t: 1, v: 5 },
      { t: 2, v: null },
    ];
    expect((await draw(alone)).markup).toMatch(
      /<path transform="translate\(50,50\)" d="[^"]+" fill="var\(--series-blue,[^"]*"/,
    );
  });

  it('has the requested size', async () => {
    expect(await draw([])).toMatchObject(SIZE);
  });

  it('gives the same text every time', async () => {
    const chart = hitRatioChart(data, timelineOf(data.run, data.summary));
    const [first, second] = [
      await renderSpec(chart.spec!(CHART_SIZES.half)),
      await renderSpec(chart.spec!(CHART_SIZES.half)),
    ];
    expect(first).toEqual(second);
    expectGolden(
      'hit-ratio.golden.svg',
      `<svg viewBox="0 0 ${first.width} ${first.height}">${first.markup.replaceAll('><', '>\n<')}</svg>\n`,
    );
  });

  it('escapes the names of phases, and alters no text', async () => {
    const phase = {
      number: 1,
      name: ` class="x" ${PAYLOAD}`,
      kind: 'steady' as const,
      judged: true,
      startSec: 0,
      endSec: 4,
    };
    const size = { width: 4000, height: 136 };
    const { markup } = await renderSpec(
      timeSeriesSpec({ ...timeline, phases: [phase] }, { axis: AXIS, valueFormat: 'd' }, size),
    );
    expect(markup).not.toMatch(/<(?:script|img|style)/);
    expect(markup).toContain(' class="x" ');
    expect(markup).toContain('&lt;script&gt;alert(1)');
  });
});
