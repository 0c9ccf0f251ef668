import type { LoadProfile } from '../../../harness/model/load.ts';
import { profileFor as documentedProfileFor, PHASES } from '../../../scenarios/tvet-connect/profile.ts';

export * from '../../../scenarios/tvet-connect/profile.ts';

/** Long enough to hit, short enough for a hundred rounds. A killed server needs about a second to come back. */
const SHORT_PHASES_MS: Record<string, number> = {
  [PHASES.rampUp]: 2_000,
  [PHASES.settling]: 1_000,
  [PHASES.closedSteady]: 3_000,
  [PHASES.warmUp]: 1_000,
  [PHASES.openSteady]: 3_000,
  [PHASES.faultWarmUp]: 1_000,
  [PHASES.fault]: 6_000,
};

/** The documented loads. With `quick`, every phase lasts a few seconds, with its faults in the same order and scaled in time. */
export function profileFor(options: Parameters<typeof documentedProfileFor>[0]): LoadProfile {
  const documented = documentedProfileFor(options);
  return options.quick ? shortened(documented) : documented;
}

function shortened({ loads }: LoadProfile): LoadProfile {
  return {
    loads: loads.map((load) => ({
      ...load,
      phases: load.phases.map((phase) => {
        const durationMs = SHORT_PHASES_MS[phase.name];
        if (durationMs === undefined) throw new Error(`The phase "${phase.name}" has no short duration.`);
        const shorter = (ms: number) => Math.round((ms * durationMs) / phase.durationMs);
        return {
          ...phase,
          durationMs,
          ...(phase.faults && {
            faults: phase.faults.map((fault) => ({
              ...fault,
              atMs: shorter(fault.atMs),
              returnAtMs: shorter(fault.returnAtMs),
            })),
          }),
        };
      }),
    })),
  };
}
