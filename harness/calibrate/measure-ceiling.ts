import { driveClosedLoop } from '../load/autocannon/drive.ts';
import type { Ceiling, CeilingStep } from '../model/calibration.ts';
import { formatNumber } from '../model/format.ts';
import type { EncodedHistogram } from '../model/histogram.ts';
import type { PhaseSummary } from '../model/summary.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { ARRIVAL_SLACK_SEC } from '../summary/limits.ts';
import type { Part } from '../telemetry/processes.ts';
import { MAX_ARRIVAL_SHORTFALL, MAX_START_DELAY_P99_MS } from '../verdict/limits.ts';
import { TRIVIAL_ROUTE } from './behaviours.ts';
import { type KnownLoadSeen, offerMeasured, partsOf } from './drive-known.ts';
import { MAX_PUNCTUAL_START_DELAY_P99_MS } from './limits.ts';
import { machineProblems } from './machine-problems.ts';
import { type CpuLook, machineUseOf, watchMachine } from './machine-watch.ts';
import type { CeilingPlan } from './plan.ts';
import type { Stage } from './stage.ts';

/** Rates are tried in steps of this. */
const RATE_GRAIN_PER_SEC = 100;

/**
 * Measures the limits of the generators against a route that does nothing: both as closed loops, then k6 with open arrivals in
 * ascending steps, until one is not held. Everything runs on this machine, including the known server.
 */
export async function measureCeiling(stage: Stage, plan: CeilingPlan): Promise<Ceiling> {
  const k6 = await bestOf(stage, 'Ceiling, k6-closed', () => k6Closed(stage, plan));
  const autocannon = await bestOf(stage, 'Ceiling, autocannon', () => autocannonClosed(stage, plan));
  const steps: CeilingStep[] = [];
  for (const ratePerSec of ratesOf(plan.shares, k6.perSec ?? 0)) {
    steps.push(await measureStep(stage, plan, ratePerSec));
    if (steps.at(-1)!.held !== true) break;
  }
  return {
    k6ClosedPerSec: k6.perSec,
    autocannonPerSec: autocannon.perSec,
    problems: [...k6.problems, ...autocannon.problems],
    steps,
    heldPerSec: lastBeforeFirstMiss(steps, ({ held }) => held === true),
    punctualPerSec: lastBeforeFirstMiss(steps, isPunctual),
  };
}

type ClosedLoop = { perSec: number | null; problems: string[] };

/** An undisturbed attempt, otherwise the fastest: other programs make a closed loop slower, never faster. */
async function bestOf(stage: Stage, name: string, once: () => Promise<ClosedLoop>): Promise<ClosedLoop> {
  const attempts = await stage.repeats.measure(name, once, ({ problems }) => problems[0] ?? null);
  const last = attempts.at(-1)!;
  if (last.problems.length === 0) return last;
  return attempts.toSorted((a, b) => (b.perSec ?? 0) - (a.perSec ?? 0))[0]!;
}

async function k6Closed(stage: Stage, { users, warmUpMs, judgedMs }: CeilingPlan): Promise<ClosedLoop> {
  const seen = await offerMeasured(stage, {
    name: 'ceiling-closed',
    route: TRIVIAL_ROUTE,
    load: { model: 'closed', users, thinkTimeMs: 0 },
    warmUpMs,
    judgedMs,
  });
  return { perSec: completedPerSec(seen), problems: machineProblems(seen.machine) };
}

async function autocannonClosed(
  stage: Stage,
  { users, warmUpMs, judgedMs }: CeilingPlan,
): Promise<ClosedLoop> {
  await stage.server.begin(TRIVIAL_ROUTE);
  stage.onProgress({ kind: 'phase', name: 'ceiling-autocannon', durationMs: warmUpMs + judgedMs });
  const generators: Part[] = [];
  const watch = watchMachine(() => partsOf(stage, generators));
  const looks: CpuLook[] = [];
  const { responses, fromMs, untilMs } = await driveClosedLoop({
    name: 'ceiling',
    url: `${stage.server.url}/${TRIVIAL_ROUTE}`,
    connections: users,
    startedOverMs: 0,
    warmUpMs,
    durationMs: judgedMs,
    supervisor: stage.supervisor,
    folder: stage.folder,
    signal: stage.signal,
    onStarted: (part) => generators.push(part),
  }).finally(() => looks.push(...watch.stop()));
  const problems = machineProblems(machineUseOf(looks, fromMs, untilMs));
  return { perSec: responses / (judgedMs / 1000), problems };
}

/** Returns the last attempt: only that one can have been judged, because a judged attempt ends the repetitions. */
async function measureStep(
  stage: Stage,
  { warmUpMs, judgedMs }: CeilingPlan,
  ratePerSec: number,
): Promise<CeilingStep> {
  const attempts = await stage.repeats.measure(
    `Ceiling at ${formatNumber(ratePerSec)}/s`,
    async () => {
      const seen = await offerMeasured(stage, {
        name: `ceiling-${ratePerSec}`,
        route: TRIVIAL_ROUTE,
        load: { model: 'open', arrivalRatePerSec: ratePerSec },
        warmUpMs,
        judgedMs,
      });
      return stepOf(ratePerSec, seen);
    },
    ({ held, problems }) => (held === null ? problems[0]! : null),
  );
  return attempts.at(-1)!;
}

/** Rates in whole hundreds, without duplicates. */
function ratesOf(shares: readonly number[], closedPerSec: number): number[] {
  const rates = shares.map(
    (share) => Math.round((share * closedPerSec) / RATE_GRAIN_PER_SEC) * RATE_GRAIN_PER_SEC,
  );
  return [...new Set(rates)].filter((rate) => rate > 0);
}

function stepOf(ratePerSec: number, { phase, machine }: KnownLoadSeen): CeilingStep {
  const { attempted, dropped } = phase.outcomes;
  const startDelayP99Ms = p99Of(phase.startDelayMs);
  const enough = (1 - MAX_ARRIVAL_SHORTFALL) * ratePerSec * Math.max(0, secondsOf(phase) - ARRIVAL_SLACK_SEC);
  const problems = machineProblems(machine);
  const isHeld =
    phase.observedSeconds >= phase.expectedSeconds &&
    dropped === 0 &&
    attempted >= enough &&
    startDelayP99Ms !== null &&
    startDelayP99Ms <= MAX_START_DELAY_P99_MS;
  return {
    ratePerSec,
    attemptedPerSec: phase.observedSeconds === 0 ? null : attempted / secondsOf(phase),
    droppedArrivals: dropped,
    startDelayP99Ms,
    responseTimeP99Ms: p99Of(phase.responseTimeMs),
    held: isHeld || (problems.length > 0 ? null : false),
    machine,
    problems,
  };
}

function isPunctual({ held, startDelayP99Ms }: CeilingStep): boolean {
  return held === true && startDelayP99Ms !== null && startDelayP99Ms <= MAX_PUNCTUAL_START_DELAY_P99_MS;
}

/** The rate of the last step up to which a condition held without a gap; null if the first missed it. */
export function lastBeforeFirstMiss(
  steps: readonly CeilingStep[],
  holds: (step: CeilingStep) => boolean,
): number | null {
  const miss = steps.findIndex((step) => !holds(step));
  const held = miss < 0 ? steps : steps.slice(0, miss);
  return held.at(-1)?.ratePerSec ?? null;
}

/** Null if intended starts are unknown or nothing was measured. */
function p99Of(times: EncodedHistogram | null): number | null {
  return times === null ? null : (ExponentialHistogram.fromEncoded(times).quantile(0.99)?.value ?? null);
}

function completedPerSec({ phase }: KnownLoadSeen): number | null {
  const { correct, failed, refused } = phase.outcomes;
  return phase.observedSeconds === 0 ? null : (correct + failed + refused) / secondsOf(phase);
}

/** Requests count at their intended start, which can be anywhere in the phase, not only in its whole seconds. */
function secondsOf({ startMs, endMs }: Pick<PhaseSummary, 'startMs' | 'endMs'>): number {
  return (endMs - startMs) / 1000;
}
