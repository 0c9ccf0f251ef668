import { PHASE_OF_SCHEDULE } from './decode.ts';

/**
 * The environment in which k6's `--out proofload` sends what the receiver can read: OpenTelemetry's standard variables.
 * @param endpoint host:port of the receiver
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
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `http://${endpoint}/v1/metrics`,
    OTEL_RESOURCE_ATTRIBUTES: [`service.instance.id=${process}`, ...phases].join(','),
  };
}
