import { formatMeasure } from '../../../harness/model/format.ts';
import { type Chart, notMeasured } from '../../shared/charts/chart.ts';
import { byJudgedPhase, sumOf } from '../../shared/charts/findings.ts';
import type { Axis } from '../../shared/charts/scales.ts';
import { timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { seriesOf, type Timeline, valuesOf } from '../../shared/charts/timeline.ts';
import type { ReportData } from '../report-data.ts';
import { promisedLevels } from './levels.ts';

const ID = 'hit-ratio';
const TITLE = 'Cache hit ratio, from a cold start';
const AXIS: Axis = { type: 'linear', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] };

export function hitRatioChart(data: ReportData, timeline: Timeline): Chart {
  const points = seriesOf(timeline, (second) => second.hitRatio, 'mean');
  if (valuesOf(points).length === 0) return notMeasured(ID, TITLE);
  const levels = promisedLevels(data, timeline, ({ source }) => source === 'cache-lookups');
  const ratios = byJudgedPhase(data.summary, ({ cacheByFamily }) => {
    const families = Object.values(cacheByFamily);
    const lookups = sumOf(families.map(({ hit, miss, error }) => hit + miss + error));
    return lookups === 0 ? null : formatMeasure(sumOf(families.map(({ hit }) => hit)) / lookups, 'ratio');
  });
  return {
    id: ID,
    title: TITLE,
    finding: `Content lookups answered from the cache, without sessions.${ratios ? ` ${capitalized(ratios)}.` : ''}`,
    legend: [{ label: 'hit ratio', color: 'blue', shape: 'line' }],
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        { axis: AXIS, valueFormat: '.0%', levels, lines: [{ points, color: 'blue', width: 2 }] },
        size,
      ),
  };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
