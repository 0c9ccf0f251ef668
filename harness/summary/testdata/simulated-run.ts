import type { ClientMetric, EncodedHistogram, HistogramSecond } from '../../model/histogram.ts';
import type { PhaseKind } from '../../model/load.ts';
import type { Run, RunEvent } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import type { TimelineSecond } from '../../model/timeline.ts';
import { judge } from '../../verdict/judge.ts';
import { Summarizer } from '../summarize.ts';
import { type FigureName, HEADER, madeUpRun, target } from './made-up-run.ts';

/** One second of a simulated run. Times in milliseconds, one per request. */
export type SimulatedSecond = {
  /** of the requests that were answered correctly: from the intended start, and from the actual start if that is different */
  responseTimesMs: readonly number[];
  serviceTimesMs?: readonly number[];
  startDelaysMs?: readonly number[];
  correct: number;
  failed?: number;
  failedBecause?: string;
  refused?: number;
  unanswered?: number;
  dropped?: number;
  /** the generator reported nothing */
  isSilent?: boolean;
  /** the generator's use of its two cores */
  generatorCores?: number;
};

export type Simulation = {
  seconds: readonly SimulatedSecond[];
  ratePerSec: number;
  kind?: PhaseKind;
  /** seconds into the phase in which a server was killed; each came back five seconds later */
  killedAt?: readonly number[];
};

const PHASE = 'simulated';
const START_SEC = 1_900_000_000;
/** Buckets are 0.5% wide, so that results show the method and not the width of a bucket. */
const SCALE = 7;

/** A target for the simulated phase. */
export function simulatedTarget(name: FigureName, operator: Target['operator'], bound: number): Target {
  return { ...target(name, operator, bound, []), id: `${name} ${operator} ${bound}`, phases: [PHASE] };
}

/** The verdict of the real Summarizer and judge on a simulated run. */
export function judgeSimulated(simulation: Simulation, targets: readonly Target[], id: string) {
  const run = { ...runOf(simulation, id), targets: [...targets] };
  const summarizer = new Summarizer(run, HEADER);
  for (const [index, second] of simulation.seconds.entries()) {
    const { timeline, histograms } = linesOf(START_SEC + index, second);
    summarizer.addSecond(timeline);
    for (const line of histograms) summarizer.addHistogram(line);
  }
  return judge(run, summarizer.finish());
}

function runOf({ seconds, ratePerSec, kind = 'steady', killedAt = [] }: Simulation, id: string): Run {
  const startMs = START_SEC * 1000;
  const durationMs = seconds.length * 1000;
  const servers = killedAt.map((second, index) => ({ part: `server-${index + 1}`, second }));
  const events = servers.flatMap(({ part, second }): RunEvent[] => [
    { atMs: startMs + second * 1000, kind: 'part-killed', part, what: 'killed' },
    { atMs: startMs + second * 1000 + 5000, kind: 'part-restored', part, what: 'back' },
  ]);
  const faults = servers.map(({ part, second }) => ({
    part,
    action: 'kill' as const,
    atMs: second * 1000,
    returnAtMs: second * 1000 + 5000,
  }));
  return madeUpRun({
    id,
    events,
    phases: [{ name: PHASE, kind, load: 'open', startMs, endMs: startMs + durationMs }],
    profile: {
      loads: [
        {
          name: 'open',
          load: { model: 'open', arrivalRatePerSec: ratePerSec },
          generatorProcesses: 1,
          phases: [{ name: PHASE, kind, durationMs, faults }],
        },
      ],
    },
  });
}

function linesOf(
  second: number,
  seen: SimulatedSecond,
): { timeline: TimelineSecond; histograms: HistogramSecond[] } {
  const { failed = 0, refused = 0, unanswered = 0, dropped = 0, failedBecause = 'status-500' } = seen;
  const correct = seen.correct;
  const attempted = correct + failed + refused + unanswered;
  const counts = { attempted, correct, failed, refused };
  const failedByReason: Record<string, number> = failed > 0 ? { [failedBecause]: failed } : {};
  const timeline: TimelineSecond = {
    second,
    phase: PHASE,
    client: seen.isSilent
      ? null
      : {
          ...counts,
          completed: correct + failed + refused,
          droppedIterations: dropped,
          users: 10,
          usersMax: 1000,
          failedByReason,
          byRoute: { 'simulated.get': { correct, failed } },
          byPhase: { [PHASE]: { ...counts, dropped, failedByReason } },
        },
    servers: [],
    database: null,
    cache: null,
    processes: [
      {
        name: 'k6',
        cpuCores: seen.generatorCores ?? 0.5,
        residentBytes: 1e9,
        openFiles: null,
        coresAllowed: 2,
      },
    ],
    machine: null,
    clockOffsetMs: 0,
  };
  const line = (metric: ClientMetric, valuesMs: readonly number[]): HistogramSecond => ({
    second,
    metric,
    route: 'simulated.get',
    phase: PHASE,
    histogram: encoded(valuesMs),
  });
  const { responseTimesMs, serviceTimesMs = responseTimesMs } = seen;
  const startDelaysMs = seen.startDelaysMs ?? responseTimesMs.map(() => 0.1);
  return {
    timeline,
    histograms: seen.isSilent
      ? []
      : [
          line('responseTimeMs', responseTimesMs),
          line('serviceTimeMs', serviceTimesMs),
          line('startDelayMs', startDelaysMs),
        ],
  };
}

function encoded(valuesMs: readonly number[]): EncodedHistogram {
  if (valuesMs.length === 0) {
    return { scale: SCALE, zeroCount: 0, offset: 0, counts: [], sum: 0, min: null, max: null };
  }
  const indices = valuesMs.map((value) => Math.ceil(Math.log2(value) * 2 ** SCALE) - 1);
  const offset = Math.min(...indices);
  const counts = new Array<number>(Math.max(...indices) - offset + 1).fill(0);
  for (const index of indices) counts[index - offset]!++;
  const sum = valuesMs.reduce((total, value) => total + value, 0);
  return { scale: SCALE, zeroCount: 0, offset, counts, sum, min: null, max: null };
}
