import { formatBound } from '../../../harness/model/format.ts';
import { type Indicator, isUnselected } from '../../../harness/model/indicator.ts';
import { indicatorInWords } from '../../../harness/model/indicator-words.ts';
import type { Level } from '../../shared/charts/levels.ts';
import type { Timeline } from '../../shared/charts/timeline.ts';
import type { ReportData } from '../report-data.ts';

/**
 * The promises that concern a chart, as lines over the phases in which they were judged, each labelled on the side where the measured
 * values should not be. The label names what a promise covers if there are several, or if it covers only part of what the chart shows.
 */
export function promisedLevels(
  { verdict }: ReportData,
  timeline: Timeline,
  isAbout: (indicator: Indicator) => boolean,
): Level[] {
  const targets = verdict.targets.filter(({ indicator }) => isAbout(indicator));
  return targets.map(({ indicator, operator, bound, unit, phases }) => {
    const spans = phases && timeline.phases.filter(({ name }) => phases.includes(name));
    const isPlain = targets.length === 1 && isUnselected(indicator);
    const of = isPlain ? '' : `, ${indicatorInWords(indicator)}`;
    return {
      value: 'per' in indicator && indicator.per === 'minute' ? bound / 60 : bound,
      label: `promise: ${formatBound(operator, bound, unit)}${of}`,
      kind: 'bound',
      labelSide: operator.startsWith('<') ? 'above' : 'below',
      ...(spans && spans.length > 0 && { spans }),
    };
  });
}

/** Times that users see: of requests, pages and transfers. */
export function isResponseTime({ source, statistic }: Indicator): boolean {
  const isTime = statistic === 'quantile' || statistic === 'mean' || statistic === 'maximum';
  return isTime && (source === 'requests' || source === 'pages' || source === 'transfers');
}

/** Correct requests, whose chart is by the second. */
export function isRequestRate({ source, statistic }: Indicator): boolean {
  return source === 'requests' && statistic === 'rate';
}

export function isQueryTime({ source, statistic }: Indicator): boolean {
  return source === 'statements' && statistic !== 'rate';
}
