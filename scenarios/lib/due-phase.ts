import exec from 'k6/execution';
import { type Phase, phaseAt } from './phases.ts';

let env: typeof __ENV | null = null;
let phase: Phase;

/**
 * Name of the phase in which a request was due, by its intended start on `elapsedMs`. Asked for every request, and nearly always
 * answered after three comparisons. When k6 activates a VU for another schedule it gives it another `__ENV`.
 */
export function duePhase(dueMs: number): string {
  if (__ENV === env && dueMs >= phase.startMs && dueMs < phase.endMs) return phase.name;
  env = __ENV;
  phase = phaseAt(JSON.parse(env.PHASES as string), dueMs);
  // Meant for arrivals that k6 drops, which no VU carries out. A VU would give it to all 16 samples of a request, a microsecond each.
  delete exec.vu.metrics.tags.scenario;
  return phase.name;
}
