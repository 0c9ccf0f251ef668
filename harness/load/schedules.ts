import type { PlannedLoad, PlannedPhase } from '../model/load.ts';

/** Consecutive phases of a load on one clock: one scenario of k6. */
export type Schedule = { name: string; startMs: number; phases: PlannedPhase[]; isJudged: boolean };

/**
 * An open load warms up on a schedule of its own. k6 numbers only the arrivals that it did not drop, and intended starts are derived from
 * these numbers, so a drop in the warm-up would make them wrong for the whole load. So does every level of a staircase, which has a rate of
 * its own too. A closed load has no such numbers, and its users must outlive the warm-up.
 */
export function schedulesOf({ name, load, phases }: PlannedLoad): Schedule[] {
  if (load.model === 'closed') return [{ name, startMs: 0, phases, isJudged: true }];
  const schedules: Schedule[] = [];
  let startMs = 0;
  const add = (own: PlannedPhase[], kind: string, areJudged: boolean) => {
    if (own.length === 0) return;
    const ofLevel = own[0]!.level === undefined ? '' : `-${own[0]!.level}`;
    schedules.push({ name: `${name}${kind}${ofLevel}`, startMs, phases: own, isJudged: areJudged });
    startMs += durationOf(own);
  };
  for (const own of byLevel(phases)) {
    const warmUp = own.slice(
      0,
      Math.max(
        0,
        own.findIndex(({ kind }) => kind !== 'warm-up'),
      ),
    );
    add(warmUp, '-warm-up', false);
    add(own.slice(warmUp.length), '', true);
  }
  return schedules;
}

/** The phases of each level, in order. Not by Map.groupBy: containers plan their load in k6 (compose/load), whose JavaScript has none. */
function byLevel(phases: readonly PlannedPhase[]): PlannedPhase[][] {
  const levels = new Map<PlannedPhase['level'], PlannedPhase[]>();
  for (const phase of phases) {
    const own = levels.get(phase.level);
    if (own) own.push(phase);
    else levels.set(phase.level, [phase]);
  }
  return [...levels.values()];
}

/** The phase of each schedule that has only one: whatever k6 reports for such a schedule belongs to that phase. */
export function onlyPhases(load: PlannedLoad): Record<string, string> {
  const single = schedulesOf(load).filter(({ phases }) => phases.length === 1);
  return Object.fromEntries(single.map(({ name, phases }) => [name, phases[0]!.name]));
}

export function durationOf(phases: readonly PlannedPhase[]): number {
  return phases.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
