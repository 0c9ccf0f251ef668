import { formatBound } from '../../../harness/model/format.ts';
import { type Indicator, isUnselected } from '../../../harness/model/indicator.ts';
import { indicatorInWords } from '../../../harness/model/indicator-words.ts';
import type { Level } from '../../shared/charts/time-series.ts';
import type { ReportData } from '../report-data.ts';

/**
 * The promises that a chart is about, as lines, each named on the side where the measured values should not be. One that is not about all that the
 * chart shows says what it is about, as does each of several.
 */
export function promisedLevels({ verdict }: ReportData, isAbout: (indicator: Indicator) => boolean): Level[] {
  const targets = verdict.targets.filter(({ indicator }) => isAbout(indicator));
  return targets.map(({ indicator, operator, bound, unit }) => {
    const isPlain = targets.length === 1 && isUnselected(indicator);
    const of = isPlain ? '' : `, ${indicatorInWords(indicator)}`;
    return {
      value: bound,
      label: `promise: ${formatBound(operator, bound, unit)}${of}`,
      kind: 'bound',
      labelSide: operator.startsWith('<') ? 'above' : 'below',
    };
  });
}

/** Times that users see: of requests, pages and transfers. */
export function isResponseTime({ source, statistic }: Indicator): boolean {
  const isTime = statistic === 'quantile' || statistic === 'mean' || statistic === 'maximum';
  return isTime && (source === 'requests' || source === 'pages' || source === 'transfers');
}

/** Correct requests a second; a rate by the minute has another scale. */
export function isRequestRate(indicator: Indicator): boolean {
  return indicator.source === 'requests' && indicator.statistic === 'rate' && indicator.per === 'second';
}

export function isQueryTime({ source, statistic }: Indicator): boolean {
  return source === 'statements' && statistic !== 'rate';
}
