import type { Evidence, ResourceSaturation } from '../../model/verdict.ts';
import { BUSY_UTILIZATION } from './limits.ts';

/** The result for one resource in one phase. */
export type ResourceFinding = Omit<ResourceSaturation, 'resource' | 'phase'>;

export const NOT_MEASURED: ResourceFinding = {
  status: 'unknown',
  utilization: null,
  saturation: null,
  errors: null,
  evidence: [],
};

export function statusOf(isSaturated: boolean, utilization: number | null): ResourceSaturation['status'] {
  if (isSaturated) return 'saturated';
  if (utilization === null) return 'unknown';
  return utilization >= BUSY_UTILIZATION ? 'busy' : 'idle';
}

/** Builds the evidence and leaves out figures that were not measured. */
export function evidenceOf(
  ...figures: [label: string, value: number | null | undefined, unit: string][]
): Evidence[] {
  return figures.flatMap(([label, value, unit]) => (value == null ? [] : [{ label, value, unit }]));
}
