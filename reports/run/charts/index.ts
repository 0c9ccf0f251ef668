import type { Chart } from '../../shared/charts/chart.ts';
import { distributionCharts } from '../../shared/charts/distribution.ts';
import { timePartsChart } from '../../shared/charts/time-parts.ts';
import type { Timeline } from '../../shared/charts/timeline.ts';
import { leavesOutUnseen } from '../left-out.ts';
import type { ReportData } from '../report-data.ts';
import { cpuChart } from './cpu.ts';
import { failuresChart } from './failures.ts';
import { hitRatioChart } from './hit-ratio.ts';
import { poolUseChart, poolWaitChart } from './pool.ts';
import { queryTimeChart } from './query-time.ts';
import { responseTimeChart } from './response-time.ts';
import { trafficChart } from './traffic.ts';
import { usersChart } from './users.ts';

/** Every chart of a run: the main ones at full width, the others side by side, a distribution per judged phase, and routes' time parts. */
export type ChartSet = { main: Chart[]; more: Chart[]; distributions: Chart[]; timeParts: Chart[] };

export function chartsOf(data: ReportData, timeline: Timeline): ChartSet {
  const failures = failuresChart(data, timeline);
  const isShown = ({ spec }: Chart) => spec !== null || !leavesOutUnseen(data.run);
  return {
    main: [trafficChart(data, timeline), ...(failures ? [failures] : []), responseTimeChart(data, timeline)],
    more: [
      usersChart(data, timeline),
      hitRatioChart(data, timeline),
      queryTimeChart(data, timeline),
      poolWaitChart(data, timeline),
      poolUseChart(data, timeline),
      cpuChart(data, timeline),
    ].filter(isShown),
    distributions: distributionCharts(data),
    timeParts: [timePartsChart(data)].filter(isShown),
  };
}
