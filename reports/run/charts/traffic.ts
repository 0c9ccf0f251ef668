import { formatCount, formatNumber } from '../../../harness/model/format.ts';
import type { PhaseSummary } from '../../../harness/model/summary.ts';
import { type Chart, notMeasured } from '../../shared/charts/chart.ts';
import { byJudgedPhase, sumOf } from '../../shared/charts/findings.ts';
import { linearAxis } from '../../shared/charts/scales.ts';
import { piecesFromZero, timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { type Point, seriesOf, type Timeline, valuesOf } from '../../shared/charts/timeline.ts';
import type { ReportData } from '../report-data.ts';
import { isRequestRate, promisedLevels } from './levels.ts';

const ID = 'traffic';
const TITLE = 'Requests a second';
const CORRECT_OPACITY = 0.3;

export function trafficChart(data: ReportData, timeline: Timeline): Chart {
  const attempted = seriesOf(timeline, (second) => second.outcomes?.attempted, 'mean');
  const correct = seriesOf(timeline, (second) => second.outcomes?.correct, 'mean');
  const failed = seriesOf(timeline, (second) => second.outcomes?.failed, 'mean');
  const offered = offeredPoints(data, timeline);
  const levels = promisedLevels(data, timeline, isRequestRate);
  const values = [offered, attempted, correct, failed].flatMap(valuesOf);
  if (valuesOf(attempted).length === 0) return notMeasured(ID, TITLE);
  const axis = linearAxis([...values, ...levels.map((level) => level.value)]);
  return {
    id: ID,
    title: TITLE,
    finding: finding(data),
    legend: [
      { label: 'offered', color: 'grey', shape: 'track', series: 'offered' },
      { label: 'attempted', color: 'amber', shape: 'line', series: 'attempted' },
      { label: 'correct', color: 'blue', shape: 'area', opacity: CORRECT_OPACITY, series: 'correct' },
      { label: 'failed', color: 'vermilion', shape: 'line', series: 'failed' },
    ],
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        {
          axis,
          valueFormat: ',~r',
          levels,
          areas: [
            { color: 'blue', opacity: CORRECT_OPACITY, pieces: piecesFromZero(correct), series: 'correct' },
          ],
          lines: [
            { points: offered, color: 'grey', width: 7, opacity: 0.3, cap: 'butt', series: 'offered' },
            { points: attempted, color: 'amber', width: 1.75, series: 'attempted' },
            { points: failed, color: 'vermilion', series: 'failed' },
          ],
        },
        size,
      ),
  };
}

/** The planned rate, known for the phases of open loads: as many requests as its arrivals send. */
function offeredPoints({ summary }: ReportData, timeline: Timeline): Point[] {
  const rates = new Map(summary.phases.map((phase) => [phase.name, offeredRequests(phase)]));
  return timeline.bins.map((_, i) => {
    const t = (i + 0.5) * timeline.binSec;
    const phase = timeline.phases.find(({ startSec, endSec }) => t >= startSec && t <= endSec);
    return { t, v: (phase && rates.get(phase.name)) ?? null };
  });
}

function offeredRequests({ offeredRatePerSec, arrivals, outcomes }: PhaseSummary): number | null {
  if (offeredRatePerSec === null || arrivals === 0) return offeredRatePerSec;
  return offeredRatePerSec * Math.max(1, outcomes.attempted / arrivals);
}

function finding({ summary }: ReportData): string {
  const rates = byJudgedPhase(summary, ({ goodputPerSec }) =>
    goodputPerSec.length > 0 ? formatNumber(sumOf(goodputPerSec) / goodputPerSec.length) : null,
  );
  const failed = sumOf(summary.phases.map((phase) => phase.outcomes.failed));
  const dropped = sumOf(summary.phases.map((phase) => phase.outcomes.dropped));
  const refused = sumOf(summary.phases.map((phase) => phase.outcomes.refused));
  const bad = [
    failed > 0 ? `${formatCount(failed, 'request')} failed` : 'no request failed',
    refused > 0 ? `${formatNumber(refused)} refused by a rate limit` : null,
    dropped > 0 ? `${formatCount(dropped, 'arrival')} dropped by the generator` : null,
  ].filter((part) => part !== null);
  return `${rates ? `Correct responses a second: ${rates}. ` : ''}In all phases ${bad.join(', ')}.`;
}
