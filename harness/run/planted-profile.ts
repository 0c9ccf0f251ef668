import type { Fault } from '../model/fault.ts';
import type { LoadProfile, PlannedPhase } from '../model/load.ts';
import type { PlantedDefects } from '../model/run.ts';

/** A load ends within 11 s of its last phase (harness/load/plan.ts), and every fault with it. */
const UNTIL_THE_LOAD_ENDS_MS = 15_000;

/** Time for a restarted server to come back. */
const COMING_BACK_MS = 5_000;

/**
 * The profile of a run with the planted defects in its phases. All servers down: they are killed together a third into each fault phase,
 * and the planned faults that would overlap with this are left out. One paused: the first server, at the end of each steady phase and until
 * the load has ended, so that the requests it holds are not answered in time.
 * @param servers their names, in order
 */
export function withPlantedDefects(
  profile: LoadProfile,
  planted: PlantedDefects,
  servers: readonly string[],
): LoadProfile {
  return {
    ...profile,
    loads: profile.loads.map((load) => ({
      ...load,
      phases: load.phases.map((phase) => plantedIn(phase, planted, servers)),
    })),
  };
}

function plantedIn(
  phase: PlannedPhase,
  { serversDown, pausedServer }: PlantedDefects,
  servers: readonly string[],
): PlannedPhase {
  const { kind, durationMs, faults = [] } = phase;
  if (kind === 'fault' && serversDown) {
    const atMs = Math.round(durationMs / 3);
    const returnAtMs = atMs + serversDown.forMs;
    const down = servers.map((part): Fault => ({ part, action: 'kill', atMs, returnAtMs }));
    const meets = (fault: Fault) =>
      fault.atMs < returnAtMs + COMING_BACK_MS && fault.returnAtMs + COMING_BACK_MS > atMs;
    return { ...phase, faults: [...faults.filter((fault) => !meets(fault)), ...down] };
  }
  if (kind === 'steady' && pausedServer) {
    const atMs = Math.max(0, durationMs - pausedServer.forMs);
    const returnAtMs = durationMs + UNTIL_THE_LOAD_ENDS_MS;
    const pauses = servers.slice(0, 1).map((part): Fault => ({ part, action: 'pause', atMs, returnAtMs }));
    return { ...phase, faults: [...faults, ...pauses] };
  }
  return phase;
}
