import type { ArmPicture } from '../../../harness/model/arm-picture.ts';
import { type Chart, notMeasured } from '../../shared/charts/chart.ts';
import { type Axis, axisFor, linearAxis } from '../../shared/charts/scales.ts';
import { timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { MAX_POINTS, type Point, type Timeline } from '../../shared/charts/timeline.ts';
import { drawnArms, legendOf } from '../arm-looks.ts';
import { armsInWords } from '../arms-in-words.ts';
import { type ComparisonData, pictureOf } from '../comparison-data.ts';

type Second = ArmPicture['seconds'][number];
type Series = {
  id: string;
  title: string;
  pick: (second: Second) => number | null;
  unit: string;
  axis: (values: number[]) => Axis;
  valueFormat: string;
};

const SHARES: Axis = { type: 'linear', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] };

const SERIES: readonly Series[] = [
  {
    id: 'time-p95',
    title: 'Response time p95, ms',
    pick: (second) => second.responseTimeP95Ms,
    unit: 'ms',
    axis: (values) => axisFor(values),
    valueFormat: ',~r',
  },
  {
    id: 'time-p50',
    title: 'Response time p50, ms',
    pick: (second) => second.responseTimeP50Ms,
    unit: 'ms',
    axis: (values) => axisFor(values),
    valueFormat: ',~r',
  },
  {
    id: 'time-goodput',
    title: 'Correct responses a second',
    pick: (second) => second.goodputPerSec,
    unit: 'requests/s',
    axis: (values) => linearAxis(values),
    valueFormat: ',~r',
  },
  {
    id: 'time-queries',
    title: 'Database queries a second',
    pick: (second) => second.databaseQueriesPerSec,
    unit: 'queries/s',
    axis: (values) => linearAxis(values),
    valueFormat: ',~r',
  },
  {
    id: 'time-hits',
    title: 'Cache hit ratio',
    pick: (second) => second.hitRatio,
    unit: 'ratio',
    axis: () => SHARES,
    valueFormat: '.0%',
  },
];

/** The steady phases of all arms on top of each other. The first chart is the main one. */
export function overTimeCharts(data: ComparisonData): Chart[] {
  return SERIES.map((series) => overTimeChart(data, series));
}

function overTimeChart(data: ComparisonData, { id, title, pick, unit, axis, valueFormat }: Series): Chart {
  const arms = drawnArms(data.comparison.arms).flatMap((drawn) => {
    const seconds = drawn.arm.isValid ? (pictureOf(data, drawn.arm)?.seconds ?? []) : [];
    return seconds.some((second) => pick(second) !== null) ? [{ drawn, seconds }] : [];
  });
  if (arms.length === 0) return notMeasured(id, title);
  const durationSec = Math.max(
    ...arms.flatMap(({ seconds }) => seconds.map(({ offsetSec }) => offsetSec + 1)),
  );
  const lines = arms.map(({ drawn, seconds }) => ({ drawn, points: binned(seconds, pick, durationSec) }));
  const values = lines.flatMap(({ points }) => points.flatMap(({ v }) => (v === null ? [] : [v])));
  const timeline: Timeline = { durationSec, binSec: 1, bins: [], phases: [], events: [] };
  const legend = arms.map(({ drawn }) => legendOf(drawn));
  return {
    id,
    title,
    finding: `Median second: ${armsInWords(
      arms.map(({ drawn, seconds }) => ({ label: drawn.arm.label, value: middleOf(seconds.map(pick)) })),
      unit,
    )}.`,
    legend,
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        {
          axis: axis(values),
          valueFormat,
          lines: lines.map(({ drawn: { look, series }, points }) => ({
            points,
            series,
            color: look.color,
            width: 1.75,
            cap: 'butt',
            ...(look.dash.length > 0 && { dash: look.dash }),
          })),
        },
        size,
      ),
  };
}

/** At most `MAX_POINTS` points, each the median of its seconds. */
function binned(seconds: readonly Second[], pick: Series['pick'], durationSec: number): Point[] {
  const binSec = Math.ceil(durationSec / MAX_POINTS);
  const bins: (number | null)[][] = Array.from({ length: Math.ceil(durationSec / binSec) }, () => []);
  for (const second of seconds) bins[Math.floor(second.offsetSec / binSec)]?.push(pick(second));
  return bins.map((bin, i) => ({ t: (i + 0.5) * binSec, v: middleOf(bin) }));
}

function middleOf(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
