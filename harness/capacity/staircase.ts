import type { ClimbedLevel, FigureRange } from '../model/comparison.ts';
import type { CarriedWhile } from '../model/load.ts';
import type { Run } from '../model/run.ts';
import type { PhaseSummary, Summary } from '../model/summary.ts';
import type { Bias, ValidityCheck } from '../model/verdict.ts';
import { WithEndless } from '../stats/with-endless.ts';
import { mergedTimes } from '../summary/merge.ts';
import { levelOf } from './level.ts';

/** A level cut off by more than this was not offered in full. */
const CUT_SHORT_MS = 500;

/** What decides about a level. Users are decided by whether they existed at all. */
const DECIDING = ['responseTimes', 'requestShares', 'users'] as const;

/**
 * The levels of a run's staircase that were offered in full, from the lowest on; null for a run without a staircase. A violated check of the
 * measurement that could have turned the outcome makes a level doubtful: what a busy generator could not send or read in time says
 * nothing about the system.
 */
export function climbedLevels(
  { profile, phases }: Pick<Run, 'profile' | 'phases'>,
  summary: Pick<Summary, 'phases'>,
  checks: readonly ValidityCheck[],
): ClimbedLevel[] | null {
  const load = profile.loads.find(({ carriedWhile }) => carriedWhile !== undefined);
  if (load?.carriedWhile === undefined) return null;
  const bounds = load.carriedWhile;
  return load.phases.flatMap(({ name, kind, level, durationMs }): ClimbedLevel[] => {
    const run = phases.find((phase) => phase.name === name);
    const phase = summary.phases.find((each) => each.name === name);
    if (kind !== 'steady' || level === undefined || !run || !phase) return [];
    if (run.endMs - run.startMs < durationMs - CUT_SHORT_MS) return [];
    const { p95Ms, correctShare, refusedBecause } = levelOf(phase, bounds);
    const doubt = doubtOf(phase, refusedBecause !== null, bounds, checks);
    return [
      {
        level,
        phase: name,
        p95Ms: Number.isFinite(p95Ms) ? p95Ms : null,
        correctShare,
        status: doubt !== null ? 'doubtful' : refusedBecause === null ? 'carried' : 'refused',
        reason: doubt ?? refusedBecause,
      },
    ];
  });
}

/**
 * Between which loads the capacity lies that a staircase has shown: above `low` (0: not even the lowest level was carried) and below `high`
 * (null: no level was refused, or none beyond doubt).
 */
export function carriedRange(levels: readonly ClimbedLevel[]): FigureRange {
  let low = 0;
  for (const { level, status } of levels) {
    if (status === 'refused') return { low, high: level };
    if (status === 'carried') low = level;
  }
  return { low, high: null };
}

/** Why a staircase has shown nothing; null if it has. */
export function nothingShownBecause(levels: readonly ClimbedLevel[]): string | null {
  const { low, high } = carriedRange(levels);
  if (low > 0 || high !== null) return null;
  return levels.find(({ reason }) => reason !== null)?.reason ?? 'No level was offered in full.';
}

/** The first violated check that could have turned the outcome of a level; null: none could. */
function doubtOf(
  phase: PhaseSummary,
  isRefused: boolean,
  bounds: CarriedWhile,
  checks: readonly ValidityCheck[],
): string | null {
  const turning = isRefused ? 'worse' : 'better';
  const found = checks.find(({ name, phase: where, status, doubt }) => {
    if (status !== 'violated' || where !== phase.name || doubt === null) return false;
    const isOfArrivals = name === 'arrivals-dropped' || name === 'rate-not-reached';
    if (isOfArrivals && isRefused && isSlowItself(phase, bounds)) return false;
    const biases = ([doubt.limited, doubt.unlimited] as Bias[]).flatMap((bias) =>
      DECIDING.flatMap((kind) => bias[kind] ?? []),
    );
    return biases.includes(turning) || biases.includes('either');
  });
  return found?.reason ?? null;
}

/**
 * Whether the requests that were sent show by themselves that the system is too slow: their service times do not count what the generator
 * sent late or not at all. Then arrivals were dropped because the system kept all virtual users waiting.
 */
function isSlowItself({ series, outcomes }: PhaseSummary, { p95Ms }: CarriedWhile): boolean {
  const answered = mergedTimes(series.requests.flatMap(({ serviceTimeMs }) => serviceTimeMs ?? []));
  const all = new WithEndless(answered, outcomes.failed + outcomes.owed);
  return (all.quantile(0.95)?.value ?? 0) >= p95Ms;
}
