import { PHASE_OF_SCHEDULE } from './decode.ts';

/**
 * The environment that makes k6's `--out opentelemetry` send what the receiver can read: deltas once a second, times as
 * exponential histograms.
 * @param process distinguishes the processes of a load; unique within the run
 * @param onlyPhases for schedules (k6's scenarios) that have only one phase, its name; their dropped arrivals are counted under
 * it
 */
export function k6OtlpEnvironment(
  endpoint: string,
  process: string,
  onlyPhases: Record<string, string> = {},
): Record<string, string> {
  const phases = Object.entries(onlyPhases).map(
    ([schedule, phase]) => `${PHASE_OF_SCHEDULE}${schedule}=${encodeURIComponent(phase)}`,
  );
  return {
    K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
    K6_OTEL_HTTP_EXPORTER_ENDPOINT: endpoint,
    K6_OTEL_HTTP_EXPORTER_INSECURE: 'true',
    K6_OTEL_FLUSH_INTERVAL: '200ms',
    K6_OTEL_EXPORT_INTERVAL: '1s',
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    OTEL_RESOURCE_ATTRIBUTES: [`service.instance.id=${process}`, ...phases].join(','),
  };
}
