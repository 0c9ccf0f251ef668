import type { EncodedHistogram } from '../../../model/histogram.ts';
import type { Attributes, MetricsExport } from '../decode.ts';

const timeOf = (requests: number): EncodedHistogram => ({
  scale: 0,
  zeroCount: 0,
  offset: 0,
  counts: [requests],
  sum: requests,
  min: 1,
  max: 2,
});

export const started = (name: string, requests: number, tags: Attributes = {}) => ({
  metric: 'start_delay',
  attributes: { name, ...tags },
  histogram: timeOf(requests),
});

export const ended = (name: string, outcome: string, requests: number, tags: Attributes = {}) => ({
  metric: 'service_time',
  attributes: { name, outcome, ...tags },
  histogram: timeOf(requests),
});

/** One request answered correctly, exported at `endMs` after `lengthMs`. */
export function exportAt(
  endMs: number,
  options: { process?: string; lengthMs?: number; requests?: number } = {},
): MetricsExport {
  const { process = 'k6-1', lengthMs = 1000, requests = 1 } = options;
  return {
    process,
    onlyPhases: {},
    startMs: endMs - lengthMs,
    endMs,
    counters: [],
    gauges: [],
    histograms: [started('sync.read', requests), ended('sync.read', 'correct', requests)],
  };
}
