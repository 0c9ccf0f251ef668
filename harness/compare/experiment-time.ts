import type { PlannedExperiment } from './plan-experiment.ts';

/** PostgreSQL, the data set, and the comparison at the end. */
const ONCE_MS = 20_000;
/** Restoring the data, sessions, servers, the generator, and judging, on a typical machine. */
const EACH_REPETITION_MS = 14_000;

/** How long an experiment takes if nothing has to be repeated, in milliseconds; with a staircase, at most. */
export function expectedDurationMs({ profile, arms, repetitions }: PlannedExperiment): number {
  const phases = profile.loads.flatMap((load) => load.phases);
  const loadMs = phases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return ONCE_MS + arms.length * repetitions * (loadMs + EACH_REPETITION_MS);
}
