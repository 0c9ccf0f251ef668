import { driveClosedLoop } from '../load/autocannon/drive.ts';
import type {
  CalibratedBehaviour,
  CalibratedLoad,
  CalibrationInstrument,
  MachineUse,
} from '../model/calibration.ts';
import type { EncodedHistogram } from '../model/histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { percentilesOf } from '../summary/judged-totals.ts';
import type { Part } from '../telemetry/processes.ts';
import { type Behaviour, connectionsFor } from './behaviours.ts';
import { curveOf, figuresOf, knownCurve, servedCurve, type Times } from './compare.ts';
import { meanOf } from './distribution.ts';
import { type Disturbance, disturbanceOf } from './disturbance.ts';
import { type KnownLoadSeen, offerMeasured, partsOf } from './drive-known.ts';
import { generatorProblems } from './generator-problems.ts';
import { judgeCount, judgeShare } from './judge-figure.ts';
import type { ServedRecord } from './known-server/record.ts';
import { type CpuLook, machineUseOf, watchMachine } from './machine-watch.ts';
import type { CalibrationPlan, OpenPlan } from './plan.ts';
import type { Stage } from './stage.ts';
import { type MeasuredLoad, undisturbedLoad } from './undisturbed-load.ts';

/** Measures a behaviour whose times are compared: with k6's open arrivals, with autocannon, and under stalls also with k6's closed loop. */
export async function calibrateTimes(
  stage: Stage,
  plan: CalibrationPlan,
  behaviour: Behaviour,
): Promise<CalibratedBehaviour> {
  const openPlan = behaviour.stall ? plan.stalled : plan.timed;
  const measured = [await byOpenArrivals(stage, openPlan, behaviour)];
  if (behaviour.stall) measured.push(await byClosedK6(stage, plan, behaviour));
  measured.push(await byAutocannon(stage, plan, behaviour));
  return {
    name: behaviour.name,
    description: behaviour.description,
    loads: measured.map(({ load }) => load),
    curves: [knownCurve(behaviour), ...measured.flatMap(({ curves }) => curves)],
  };
}

/** Measures a behaviour whose counts are compared: with k6, and if responses fail also with autocannon. */
export async function calibrateCounts(
  stage: Stage,
  plan: CalibrationPlan,
  behaviour: Behaviour,
): Promise<CalibratedBehaviour> {
  const loads = [(await byOpenArrivals(stage, plan.counted, behaviour)).load];
  if (behaviour.failureRatio > 0) loads.push((await byAutocannon(stage, plan, behaviour)).load);
  return { name: behaviour.name, description: behaviour.description, loads, curves: [] };
}

function byOpenArrivals(stage: Stage, plan: OpenPlan, behaviour: Behaviour): Promise<MeasuredLoad> {
  return undisturbedLoad(stage.repeats, `${behaviour.name}, k6-open`, () =>
    offerOpenArrivals(stage, plan, behaviour),
  );
}

function byClosedK6(stage: Stage, plan: CalibrationPlan, behaviour: Behaviour): Promise<MeasuredLoad> {
  return undisturbedLoad(stage.repeats, `${behaviour.name}, k6-closed`, () =>
    offerClosedK6(stage, plan, behaviour),
  );
}

function byAutocannon(stage: Stage, plan: CalibrationPlan, behaviour: Behaviour): Promise<MeasuredLoad> {
  return undisturbedLoad(stage.repeats, `${behaviour.name}, autocannon`, () =>
    offerAutocannon(stage, plan, behaviour),
  );
}

async function offerOpenArrivals(stage: Stage, plan: OpenPlan, behaviour: Behaviour): Promise<MeasuredLoad> {
  const { ratePerSec, warmUpMs, judgedMs } = plan;
  const seen = await offerMeasured(stage, {
    name: behaviour.name,
    route: behaviour.name,
    load: { model: 'open', arrivalRatePerSec: ratePerSec },
    warmUpMs,
    judgedMs,
  });
  const record = await stage.server.record(behaviour.name);
  const disturbance = disturbanceOfK6(seen, record);
  const times = timesOf(seen.phase.responseTimeMs, record, windowOf(seen.phase));
  const figures = [
    ...figuresOf(behaviour, times, { quantity: 'responseTimeMs', isBlind: false, disturbance }),
    ...countFigures(behaviour, seen, record, disturbance),
    judgeCount(record.requests, seen.completed, disturbance),
  ];
  return {
    load: {
      instrument: 'k6-open',
      description: `${ratePerSec} arrivals/s for ${judgedMs / 1000} s`,
      figures,
      startDelayMs: encodedPercentiles(seen.phase.startDelayMs),
      overheadMs: overheadOf(behaviour, seen.phase.responseTimeMs),
      machine: seen.machine,
      ...publishedDisturbance(disturbance),
    },
    curves: [servedCurve(times), curveOf('k6-open', times.reported)],
  };
}

function countFigures(
  { failureRatio, hitRatio }: Behaviour,
  { phase }: KnownLoadSeen,
  record: ServedRecord,
  disturbance: Disturbance,
) {
  const figures = [];
  if (failureRatio > 0) {
    const { correct, failed } = phase.outcomes;
    figures.push(
      judgeShare({
        name: 'failureRatio',
        known: failureRatio,
        served: record.failed / Math.max(1, record.requests),
        chosen: failed,
        trials: correct + failed,
        disturbance,
      }),
    );
  }
  if (hitRatio !== null) {
    let [hits, lookups] = [0, 0];
    for (const { hit, miss, error } of Object.values(phase.cacheByFamily)) {
      hits += hit;
      lookups += hit + miss + error;
    }
    figures.push(
      judgeShare({
        name: 'hitRatio',
        known: hitRatio,
        served: record.hits / Math.max(1, record.requests),
        chosen: hits,
        trials: lookups,
        disturbance,
      }),
    );
  }
  return figures;
}

async function offerClosedK6(
  stage: Stage,
  plan: CalibrationPlan,
  behaviour: Behaviour,
): Promise<MeasuredLoad> {
  const { warmUpMs, judgedMs } = plan.closed;
  const users = connectionsFor(behaviour, plan.autocannon.ratePerSec);
  const seen = await offerMeasured(stage, {
    name: `${behaviour.name}-closed`,
    route: behaviour.name,
    load: { model: 'closed', users, thinkTimeMs: 0 },
    warmUpMs,
    judgedMs,
  });
  const record = await stage.server.record(behaviour.name);
  const times = timesOf(seen.phase.serviceTimeMs, record, windowOf(seen.phase));
  const disturbance = disturbanceOfK6(seen, record);
  return closedLoad(behaviour, 'k6-closed', times, users, judgedMs, seen.machine, disturbance);
}

async function offerAutocannon(
  stage: Stage,
  plan: CalibrationPlan,
  behaviour: Behaviour,
): Promise<MeasuredLoad> {
  const { ratePerSec, warmUpMs, durationMs } = plan.autocannon;
  const connections = connectionsFor(behaviour, ratePerSec);
  await stage.server.begin(behaviour.name);
  const name = `${behaviour.name}-autocannon`;
  stage.onProgress({ kind: 'phase', name, durationMs: warmUpMs + durationMs });
  const generators: Part[] = [];
  const watch = watchMachine(() => partsOf(stage, generators));
  const looks: CpuLook[] = [];
  const seen = await driveClosedLoop({
    name: behaviour.name,
    url: `${stage.server.url}/${behaviour.name}`,
    connections,
    startedOverMs: meanOf(behaviour.serviceMs),
    warmUpMs,
    durationMs,
    supervisor: stage.supervisor,
    folder: stage.folder,
    signal: stage.signal,
    onStarted: (part) => generators.push(part),
  }).finally(() => looks.push(...watch.stop()));
  const record = await stage.server.record(behaviour.name);
  const machine = machineUseOf(looks, seen.fromMs, seen.untilMs);
  const unanswered = seen.errors > 0 ? [`autocannon got no answer to ${seen.errors} requests.`] : [];
  const disturbance = disturbanceOf(machine, looks, record, seen, { lateness: [], faults: unanswered });
  if (behaviour.failureRatio > 0) {
    const figure = judgeShare({
      name: 'failureRatio',
      known: behaviour.failureRatio,
      served: record.failed / Math.max(1, record.requests),
      chosen: seen.failed,
      trials: seen.responses,
      disturbance,
    });
    const description = describeClosed(connections, durationMs);
    const published = publishedDisturbance(disturbance);
    return {
      load: { instrument: 'autocannon', description, figures: [figure], ...NO_START, machine, ...published },
      curves: [],
    };
  }
  const times = timesOf(seen.serviceTimeMs, record, { ...seen, by: 'end' });
  return closedLoad(behaviour, 'autocannon', times, connections, durationMs, machine, disturbance);
}

function closedLoad(
  behaviour: Behaviour,
  instrument: CalibrationInstrument,
  times: Times,
  connections: number,
  durationMs: number,
  machine: MachineUse,
  disturbance: Disturbance,
): MeasuredLoad {
  const isBlind = behaviour.stall !== null;
  return {
    load: {
      instrument,
      description: describeClosed(connections, durationMs),
      figures: figuresOf(behaviour, times, { quantity: 'serviceTimeMs', isBlind, disturbance }),
      ...NO_START,
      machine,
      ...publishedDisturbance(disturbance),
    },
    curves: [curveOf(instrument, times.reported)],
  };
}

/** A closed loop has no intended starts. */
const NO_START = { startDelayMs: null, overheadMs: null } as const;

function encodedPercentiles(encoded: EncodedHistogram | null): CalibratedLoad['startDelayMs'] {
  return encoded && percentilesOf(withAllBuckets(encoded));
}

/** With a constant time, every known percentile equals it. */
function overheadOf(
  { serviceMs, stall }: Behaviour,
  responseTimeMs: EncodedHistogram | null,
): CalibratedLoad['overheadMs'] {
  const reported = encodedPercentiles(responseTimeMs);
  if (reported === null || stall !== null || serviceMs.kind !== 'constant') return null;
  const { ms } = serviceMs;
  return { p50: reported.p50 - ms, p95: reported.p95 - ms, p99: reported.p99 - ms };
}

function describeClosed(connections: number, durationMs: number): string {
  return `${connections} ${connections === 1 ? 'connection' : 'connections'}, closed loop, for ${durationMs / 1000} s`;
}

function disturbanceOfK6(
  { summary, phase, machine, looks }: KnownLoadSeen,
  record: ServedRecord,
): Disturbance {
  const judged = { fromMs: phase.startMs, untilMs: phase.endMs };
  return disturbanceOf(machine, looks, record, judged, generatorProblems(summary, phase));
}

/** Describes a single attempt, so nothing is discarded yet. */
function publishedDisturbance({ lateness, faults, touchedShare }: Disturbance) {
  return { problems: [...faults, ...lateness], touchedShare, discarded: [] };
}

function windowOf({ startMs, endMs }: { startMs: number; endMs: number }): Window {
  return { fromMs: startMs, untilMs: endMs, by: 'start' };
}

type Window = { fromMs: number; untilMs: number; by: 'start' | 'end' };

/** k6 counts a request at its intended start, which is when the server began it; autocannon counts it at its end. */
function timesOf(
  reported: EncodedHistogram | null,
  { endedAtMs, serviceTimesMs }: ServedRecord,
  window: Window,
): Times {
  const isWithin = (i: number) => {
    const atMs = endedAtMs[i]! - (window.by === 'start' ? serviceTimesMs[i]! : 0);
    return atMs >= window.fromMs && atMs < window.untilMs;
  };
  return {
    reported: reported === null ? new ExponentialHistogram() : withAllBuckets(reported),
    servedMs: serviceTimesMs.filter((_, i) => isWithin(i)),
  };
}

/** Decodes a histogram with all the buckets that were sent: with fewer it would lose resolution. */
function withAllBuckets(encoded: EncodedHistogram): ExponentialHistogram {
  return ExponentialHistogram.fromEncoded(encoded, { maxBuckets: Math.max(2, encoded.counts.length) });
}
