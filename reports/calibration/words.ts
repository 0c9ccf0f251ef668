import type { Calibration, CalibrationFigure, FigureStatus } from '../../harness/model/calibration.ts';
import { formatMeasure, formatNumber, formatPercent } from '../../harness/model/format.ts';
import type { Status } from '../../harness/model/verdict.ts';
import type { SeriesColor } from '../shared/charts/theme.ts';

export type Instrument = Calibration['behaviours'][number]['loads'][number]['instrument'];

export const INSTRUMENT_WORDS: Record<Instrument, string> = {
  'k6-open': 'k6, open arrivals',
  'k6-closed': 'k6, closed loop',
  autocannon: 'autocannon, closed loop',
};

export const INSTRUMENT_COLORS: Record<Instrument, SeriesColor> = {
  'k6-open': 'blue',
  'k6-closed': 'purple',
  autocannon: 'vermilion',
};

const FIGURE_WORDS: Record<CalibrationFigure['name'], string> = {
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  failureRatio: 'failures',
  hitRatio: 'cache hits',
  requests: 'requests counted',
};

/** Each with the state of a run whose colour and shape it uses. */
export const FIGURE_STATES: Record<FigureStatus, { word: string; state: Status }> = {
  right: { word: 'Right', state: 'pass' },
  wrong: { word: 'Wrong', state: 'fail' },
  blind: { word: 'Blind', state: 'inconclusive' },
  unknown: { word: 'Unknown', state: 'invalid' },
};

export const RESULT_WORDS: Record<Calibration['status'], string> = {
  pass: 'Right',
  fail: 'Wrong',
  inconclusive: 'Inconclusive',
  invalid: 'Invalid',
};

/** "p95, response time". */
export function figureName({ name, quantity }: CalibrationFigure): string {
  const time = { responseTimeMs: 'response time', serviceTimeMs: 'service time' } as Record<string, string>;
  return time[quantity] === undefined ? FIGURE_WORDS[name] : `${FIGURE_WORDS[name]}, ${time[quantity]}`;
}

/** "+0.31 ms"; for a share "-1.2 points"; "not measured" if it was not. */
export function formatDeviation({ deviation, unit }: CalibrationFigure): string {
  if (deviation === null) return 'not measured';
  const sign = deviation > 0 ? '+' : deviation < 0 ? '\u2212' : '';
  if (unit === 'ratio') return `${sign}${formatPercent(Math.abs(deviation))} points`.replace('%', '');
  return `${sign}${formatValue(Math.abs(deviation), unit)}`;
}

/** A value in a table whose row already names its unit. */
export function formatValue(value: number | null, unit: CalibrationFigure['unit']): string {
  return unit === 'requests' && value !== null ? formatNumber(value) : formatMeasure(value, unit);
}

/** The range or deviation within which a figure is right. */
export function formatAllowed({ tolerance, interval, unit, known }: CalibrationFigure): string {
  if (interval !== null) {
    return `${formatMeasure(interval.low, unit, known)} to ${formatMeasure(interval.high, unit, known)}`;
  }
  return tolerance === null ? '' : tolerance === 0 ? 'none' : `\u00b1${formatMeasure(tolerance, unit)}`;
}

export const CALIBRATION_STATES: Record<Exclude<Calibration['state'], 'complete'>, string> = {
  running: 'This calibration is still running.',
  aborted: 'This calibration was interrupted.',
  failed: 'This calibration failed.',
};
