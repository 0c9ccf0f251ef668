import type { Gate, GateCheck } from '../../../../harness/model/gate.ts';
import { cleanLine, distinct } from '../../../shared/clean-text.ts';

/** Bencher allows 1,024 characters for a benchmark and 64 for a measure. */
const LONGEST_BENCHMARK = 250;
const LONGEST_MEASURE = 64;
const NS_PER_MS = 1e6;

type Metric = { value: number; lower_value?: number; upper_value?: number };

/**
 * Bencher Metric Format. Times are in Bencher's own measure for them, in nanoseconds; rates in its measure of throughput. Everything else has a
 * measure that is named after its unit. Figures that were not measured are left out.
 */
export function bencherMetrics({ checks }: Gate): string {
  const measured = checks.filter(({ value }) => value !== null);
  const names = distinct(measured.map(({ id }) => cleanLine(id, LONGEST_BENCHMARK) || 'unnamed'));
  const benchmarks = measured.map((check, index) => [names[index]!, { [measureOf(check)]: metricOf(check) }]);
  return `${JSON.stringify(Object.fromEntries(benchmarks), null, 2)}\n`;
}

function measureOf({ unit }: GateCheck): string {
  if (unit === 'ms') return 'latency';
  if (unit.endsWith('/s')) return 'throughput';
  return cleanLine(unit.replaceAll('/', '-per-'), LONGEST_MEASURE) || 'value';
}

function metricOf({ value, interval, unit }: GateCheck): Metric {
  const scaled = (figure: number) => (unit === 'ms' ? figure * NS_PER_MS : figure);
  const { low = null, high = null } = interval ?? {};
  return {
    value: scaled(value!),
    ...(low !== null && { lower_value: scaled(low) }),
    ...(high !== null && { upper_value: scaled(high) }),
  };
}
