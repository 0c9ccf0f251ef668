import { formatCount } from '../../../harness/model/format.ts';
import type { SummarySecond } from '../../../harness/model/summary.ts';
import { type Chart, notMeasured } from '../../shared/charts/chart.ts';
import { linearAxis } from '../../shared/charts/scales.ts';
import { timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { largestSecond, seriesOf, type Timeline, valuesOf } from '../../shared/charts/timeline.ts';
import type { ReportData } from '../report-data.ts';
import { promisedLevels } from './levels.ts';

const ID = 'users';
const TITLE = 'Users alive at once';

/** Only loads of a fixed population have users: in an open load the generator's workers are not users. */
export function usersChart(data: ReportData, timeline: Timeline): Chart {
  const closedLoads = new Set(
    data.run.profile.loads.filter(({ load }) => load.model === 'closed').map(({ name }) => name),
  );
  const closedPhases = new Set(
    data.run.phases.filter(({ load }) => closedLoads.has(load)).map(({ name }) => name),
  );
  const usersIn = ({ phase, users }: SummarySecond) =>
    phase !== null && closedPhases.has(phase) ? users : null;
  const points = seriesOf(timeline, usersIn, 'mean');
  const values = valuesOf(points);
  if (values.length === 0) return notMeasured(ID, TITLE);
  const levels = promisedLevels(data, timeline, ({ source }) => source === 'users');
  return {
    id: ID,
    title: TITLE,
    finding: `At most ${formatCount(largestSecond(data.summary, usersIn) ?? 0, 'user')} at once, each with its own session and connection.`,
    legend: [{ label: 'users', color: 'blue', shape: 'line' }],
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        {
          axis: linearAxis([...values, ...levels.map((level) => level.value)]),
          valueFormat: ',~r',
          levels,
          lines: [{ points, color: 'blue', width: 2 }],
        },
        size,
      ),
  };
}
