import { PHASE_OF_SCHEDULE } from './decode.ts';

/**
 * The environment in which k6's `--out opentelemetry` sends what the receiver can read: deltas once a second, times as
 * exponential histograms.
 * @param process tells the processes of a load apart; a name that no other process of the run has
 * @param onlyPhases of the schedules (k6's scenarios) that have one phase alone, its name; arrivals that they drop are counted under it
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
