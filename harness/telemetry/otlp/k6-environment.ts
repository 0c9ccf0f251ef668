/**
 * The environment in which k6's `--out opentelemetry` sends what the receiver can read: deltas once a second, times as
 * exponential histograms.
 * @param process tells the processes of a load apart; a name that no other process of the run has
 */
export function k6OtlpEnvironment(endpoint: string, process: string): Record<string, string> {
  return {
    K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
    K6_OTEL_HTTP_EXPORTER_ENDPOINT: endpoint,
    K6_OTEL_HTTP_EXPORTER_INSECURE: 'true',
    K6_OTEL_FLUSH_INTERVAL: '200ms',
    K6_OTEL_EXPORT_INTERVAL: '1s',
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${process}`,
  };
}
