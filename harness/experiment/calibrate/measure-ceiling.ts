import { driveClosedLoop } from '../../load/autocannon/drive.ts';
import type { Ceiling, CeilingStep } from '../../model/calibration.ts';
import type { EncodedHistogram } from '../../model/histogram.ts';
import { ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import type { Part } from '../../telemetry/processes.ts';
import { ARRIVAL_SLACK_SEC, MAX_ARRIVAL_SHORTFALL, MAX_START_DELAY_P99_MS } from '../../verdict/limits.ts';
import { TRIVIAL_ROUTE } from './behaviours.ts';
import { MAX_PUNCTUAL_START_DELAY_P99_MS } from './limits.ts';
import { machineProblems } from './machine-problems.ts';
import { type CpuLook, machineUseOf, watchMachine } from './machine-watch.ts';
import { type KnownLoadSeen, offerMeasured, partsOf } from './offer-known.ts';
import type { CeilingPlan } from './plan.ts';
import type { Stage } from './stage.ts';

/** Rates are tried in steps of this. */
const RATE_GRAIN_PER_SEC = 100;

/**
 * What the generators do at most against a route that does nothing: both as closed loops, then k6 with open arrivals in
 * ascending steps, until one is not held. Everything on this machine, the known server included.
 */
export async function measureCeiling(stage: Stage, plan: CeilingPlan): Promise<Ceiling> {
  const { users, warmUpMs, judgedMs, shares } = plan;
  const closed = await offerMeasured(stage, {
    name: 'ceiling-closed',
    route: TRIVIAL_ROUTE,
    load: { model: 'closed', users, thinkTimeMs: 0 },
    warmUpMs,
    judgedMs,
  });
  const k6ClosedPerSec = completedPerSec(closed);
  await stage.server.begin(TRIVIAL_ROUTE);
  stage.onProgress({ kind: 'phase', name: 'ceiling-autocannon', durationMs: warmUpMs + judgedMs });
  const generators: Part[] = [];
  const watch = watchMachine(() => partsOf(stage, generators));
  const looks: CpuLook[] = [];
  const autocannon = await driveClosedLoop({
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

  const steps: CeilingStep[] = [];
  for (const ratePerSec of ratesOf(shares, k6ClosedPerSec ?? 0)) {
    const seen = await offerMeasured(stage, {
      name: `ceiling-${ratePerSec}`,
      route: TRIVIAL_ROUTE,
      load: { model: 'open', arrivalRatePerSec: ratePerSec },
      warmUpMs,
      judgedMs,
    });
    steps.push(stepOf(ratePerSec, seen));
    if (!steps.at(-1)!.held) break;
  }
  return {
    k6ClosedPerSec,
    autocannonPerSec: autocannon.responses / (judgedMs / 1000),
    problems: [
      ...machineProblems(closed.machine),
      ...machineProblems(machineUseOf(looks, autocannon.fromMs, autocannon.untilMs)),
    ],
    steps,
    heldPerSec: lastBeforeFirstMiss(steps, ({ held }) => held),
    punctualPerSec: lastBeforeFirstMiss(steps, isPunctual),
  };
}

/** Whole hundreds, each once. */
function ratesOf(shares: readonly number[], closedPerSec: number): number[] {
  const rates = shares.map(
    (share) => Math.round((share * closedPerSec) / RATE_GRAIN_PER_SEC) * RATE_GRAIN_PER_SEC,
  );
  return [...new Set(rates)].filter((rate) => rate > 0);
}

function stepOf(ratePerSec: number, { phase, machine }: KnownLoadSeen): CeilingStep {
  const { attempted, dropped } = phase.outcomes;
  const startDelayP99Ms = p99Of(phase.startDelayMs);
  const enough =
    (1 - MAX_ARRIVAL_SHORTFALL) * ratePerSec * Math.max(0, phase.observedSeconds - ARRIVAL_SLACK_SEC);
  const problems = machineProblems(machine);
  return {
    ratePerSec,
    attemptedPerSec: phase.observedSeconds === 0 ? null : attempted / phase.observedSeconds,
    droppedArrivals: dropped,
    startDelayP99Ms,
    responseTimeP99Ms: p99Of(phase.responseTimeMs),
    held:
      problems.length === 0 &&
      phase.observedSeconds >= phase.expectedSeconds &&
      dropped === 0 &&
      attempted >= enough &&
      startDelayP99Ms !== null &&
      startDelayP99Ms <= MAX_START_DELAY_P99_MS,
    machine,
    problems,
  };
}

function isPunctual({ held, startDelayP99Ms }: CeilingStep): boolean {
  return held && startDelayP99Ms !== null && startDelayP99Ms <= MAX_PUNCTUAL_START_DELAY_P99_MS;
}

/** The rate of the last step up to which a condition held without a gap; null when the first missed it. */
export function lastBeforeFirstMiss(
  steps: readonly CeilingStep[],
  holds: (step: CeilingStep) => boolean,
): number | null {
  const miss = steps.findIndex((step) => !holds(step));
  const held = miss < 0 ? steps : steps.slice(0, miss);
  return held.at(-1)?.ratePerSec ?? null;
}

/** Null where intended starts are unknown, and where nothing was measured. */
function p99Of(times: EncodedHistogram | null): number | null {
  return times === null ? null : (ExponentialHistogram.fromEncoded(times).quantile(0.99)?.value ?? null);
}

function completedPerSec({ phase }: KnownLoadSeen): number | null {
  const { correct, failed, refused } = phase.outcomes;
  return phase.observedSeconds === 0 ? null : (correct + failed + refused) / phase.observedSeconds;
}
