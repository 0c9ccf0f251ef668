import { PHASE_OF_SCHEDULE } from './decode.ts';

/**
 * The environment for k6's `--out proofload` to send to the receiver: OpenTelemetry's standard variables.
 * @param endpoint host:port of the receiver
 * @param process a name that is unique among the processes of the run
 * @param onlyPhases for each schedule (k6's scenario) with only one phase: its name, under which dropped arrivals are counted
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
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `http://${endpoint}/v1/metrics`,
    OTEL_RESOURCE_ATTRIBUTES: [`service.instance.id=${process}`, ...phases].join(','),
  };
}
