import type { EncodedHistogram } from './histogram.ts';
import type { PhaseKind } from './load.ts';
import type { PartRestart } from './run.ts';
import type { SessionsEnded } from './sessions-ended.ts';
import type { BucketIncrease } from './timeline.ts';

/** Three percentiles in milliseconds. */
export type Percentiles = { p50: number; p95: number; p99: number };

/** Counts of responses. A refusal (429) is a response as designed: neither correct nor failed. */
export type Outcomes = {
  attempted: number;
  correct: number;
  failed: number;
  refused: number;
  dropped: number;
};

/** The same for the requests that were due in a phase. `owed`: sent but never answered, neither in the phase nor after it. */
export type PhaseOutcomes = Outcomes & { owed: number };

export type CacheOutcomes = { hit: number; miss: number; error: number };

/**
 * Where the time of one route's requests went: means in milliseconds. `startDelayMs` and the parts add up to `meanMs`, the
 * mean response time. harness/summary/route-times.ts explains how.
 */
export type RouteTime = {
  route: string;
  requests: number;
  meanMs: number;
  startDelayMs: number;
  parts: TimeParts;
  /** how much longer the servers' time was than the client's, on average; the parts are then scaled down to fit. Usually 0. */
  serverExcessMs: number;
};

/** `balancer` includes the network and the generator's own delay in reading the response; `rest` is the server's own work. */
export type TimeParts = {
  balancer: number;
  serverQueue: number;
  poolWait: number;
  query: number;
  cache: number;
  rest: number;
};

export type StatementTime = { statement: string; count: number; totalMs: number };

/** Figures of the resources in a phase: means over its seconds unless stated otherwise. A resource that was never measured is null. */
export type ResourceFigures = {
  machine: {
    cpuUtilization: number;
    leastAvailableBytes: number;
    swappedPagesPerSec: number | null;
    cpuPressure: number | null;
    ioPressure: number | null;
    memoryPressure: number | null;
  } | null;
  balancer: { cpuCores: number; busiestWorkerCpuCores: number; droppedConnections: number | null } | null;
  /** of the server whose event loop was delayed the longest */
  eventLoop: {
    server: string;
    utilization: number | null;
    delayP99Ms: number;
    cpuCores: number | null;
  } | null;
  /** of all servers together */
  pool: {
    max: number;
    inUse: number;
    waiting: number;
    loans: number;
    waitMeanMs: number;
    lentMeanMs: number | null;
    timeouts: number;
  } | null;
  /** `backends`: mean numbers of backends that were busy with a statement */
  database: {
    cpuCores: number | null;
    backends: { running: number; lock: number; lightweightLock: number; io: number; other: number } | null;
    /** mean time of a statement, as the database itself measures it */
    executionMeanMs: number | null;
    blockReadMsPerSec: number | null;
    blockWriteMsPerSec: number | null;
  } | null;
  cache: {
    cpuCores: number | null;
    /** share of the time in which a command was executing */
    commandUtilization: number | null;
    /** the command that took the most time in total */
    busiestCommand: { name: string; meanMs: number } | null;
    /** share of the seconds in which it reported its figures */
    answeredShare: number;
    evictedKeys: number;
    failedLookups: number;
    rejectedConnections: number;
    /** the most memory it used, by its own count; null if it never reported it */
    usedMemoryMaxBytes?: number | null;
  } | null;
};

/** A source of figures, and its longest silence within a phase. `fromSecond`: epoch seconds, null without silence. */
export type SourceSilence = {
  kind: 'generator' | 'balancer' | 'server' | 'database' | 'cache' | 'process' | 'machine';
  source: string;
  longestSec: number;
  fromSecond: number | null;
};

/** CPU of one generator process over a phase. `coresAllowed` is null if its affinity was not recorded. */
export type GeneratorUse = { process: string; cpuCoresMean: number; coresAllowed: number | null };

/**
 * The requests of one second: the times of those that were answered, correctly or with a refusal, and the number of those that were not,
 * which are endlessly late. If intended starts are unknown, they come out too early, so `responseTimeMs` is too long, never too short.
 */
export type SecondRequests = {
  responseTimeMs: EncodedHistogram;
  /** null for pages, which have no service time */
  serviceTimeMs: EncodedHistogram | null;
  endless: number;
};

/** A second's trials, and how many of them succeeded. */
export type SecondShare = { successes: number; trials: number };

/** The results of the requests, pages or transfers of a phase that an indicator selects. */
export type RequestFigures = {
  outcomes: PhaseOutcomes;
  failedByReason: Record<string, number>;
  /** Of those that were answered, from the intended start. Null if that is unknown, and so is the start delay. */
  responseTimeMs: EncodedHistogram | null;
  serviceTimeMs: EncodedHistogram | null;
  startDelayMs: EncodedHistogram | null;
  /** correct answers by observed second, in order */
  goodputPerSec: number[];
  requests: SecondRequests[];
  answers: SecondShare[];
  /**
   * Requests that failed or were never answered and may or may not belong to the selection: what served a request is only known from its
   * response. They are not in any of the other figures.
   */
  untold: number;
};

/** One figure of a second, and the requests of that second; null: unknown. */
export type SecondFigure = { value: number; attempted: number | null; correct: number | null };

/** A series of one phase that an indicator selects, by second, in order. Seconds in which it was not measured are left out. */
export type SelectedSeries =
  | { kind: 'requests'; figures: RequestFigures }
  | { kind: 'durations'; seconds: BucketIncrease[] }
  | { kind: 'shares'; seconds: SecondShare[] }
  | { kind: 'counts'; seconds: SecondFigure[] }
  | { kind: 'gauge'; seconds: SecondFigure[] };

/**
 * The seconds of a phase from which its intervals are resampled, in order; kept for judged phases only. Requests that were due in the phase
 * are filed by the second in which they ended. Those that ended after the phase, or never, are filed under its last second. Queries and
 * lookups are those of all servers.
 */
export type PhaseSeries = {
  requests: SecondRequests[];
  answers: SecondShare[];
  queryTimeMs: BucketIncrease[];
  lookups: SecondShare[];
};

/**
 * The figures of one phase. Requests belong to the phase in which they were due, wherever they ended. Everything else covers the seconds
 * that lie wholly inside it. Older runs do not record when a request was due: for them the whole seconds count, and the requests still owed
 * at their end.
 */
export type PhaseSummary = {
  name: string;
  kind: PhaseKind;
  startMs: number;
  endMs: number;
  /** seconds of the phase for which the generator reported */
  observedSeconds: number;
  expectedSeconds: number;
  offeredRatePerSec: number | null;
  /**
   * arrivals that the open load planned for the phase, and how far their count may be off because of the width of a second; null for a
   * closed load
   */
  planned: { arrivals: number; slack: number } | null;
  /** arrivals that began; in older runs each arrival is one request */
  arrivals: number;
  outcomes: PhaseOutcomes;
  failedByReason: Record<string, number>;
  /** why intended starts cannot be derived, in one sentence; null if they can */
  intendedStartUnknown: string | null;
  /**
   * Of the requests that were answered, from the intended start. Null if that is unknown, and so is the start delay. Requests that were not
   * answered have no time: `outcomes` counts them.
   */
  responseTimeMs: EncodedHistogram | null;
  serviceTimeMs: EncodedHistogram;
  startDelayMs: EncodedHistogram | null;
  /** by observed second, in order; the same seconds as `users`. Counts only requests that were due in the phase. */
  goodputPerSec: number[];
  users: number[];
  queryTimeMs: BucketIncrease;
  poolWaitMs: BucketIncrease;
  /** content families only: a session lookup is not a content lookup */
  cacheByFamily: Record<string, CacheOutcomes>;
  generatorCpuCores: number | null;
  machineCpuUtilization: number | null;
  series: PhaseSeries;
  /** for judged phases: what the run's indicators select, by `selectionKey`. Series over everything of a source are in the other fields */
  selected: Record<string, SelectedSeries>;
  /** one for each generator process that was measured */
  generators: GeneratorUse[];
  /** one for each source that should have reported in the phase */
  silences: SourceSilence[];
  /** virtual users of an open load in the second in which the largest share of them were busy */
  usersInUse: { busy: number; made: number } | null;
  /** a closed load's users alive, the virtual users that play them, and open files, in the second with the fewest files a virtual user */
  connections: { users: number; vus: number; openFiles: number } | null;
  /** largest step of the wall clock against the monotonic clock from one second to the next, signed */
  clockStepMs: number | null;
  /** the parts that reported their incarnation, and the unplanned restarts of any part that may have happened in the phase */
  partLives: { parts: string[]; restarts: PartRestart[] };
  routeTimes: RouteTime[];
  /** most total time first */
  statementTimes: StatementTime[];
  resources: ResourceFigures;
};

/** One point of every chart, pools of all servers added up. Null: not measured in that second. */
export type SummarySecond = {
  second: number;
  phase: string | null;
  outcomes: Outcomes | null;
  users: number | null;
  /** from the intended start; also null if that is unknown */
  responseTimeMs: Percentiles | null;
  serviceTimeMs: Percentiles | null;
  startDelayMs: Percentiles | null;
  /** response time at each of the summary's `quantiles`; null like `responseTimeMs` */
  quantilesMs: readonly number[] | null;
  hitRatio: number | null;
  poolInUse: number | null;
  poolPeakInUse: number | null;
  poolWaiting: number | null;
  poolWaitP95Ms: number | null;
  queryTimeP95Ms: number | null;
  queriesPerSec: number | null;
  cpuCoresByProcess: Record<string, number>;
  machineCpuUtilization: number | null;
};

export type RouteSummary = {
  route: string;
  correct: number;
  failed: number;
  /**
   * Response time at each of the summary's `quantiles`, as targets count it: of all requests, and one that failed is endlessly late
   * (infinite). Null, like the start delay, if the intended start of any of its requests is unknown.
   */
  quantilesMs: readonly number[] | null;
  /** of answered requests; null if there were none */
  serviceTimeMs: Percentiles | null;
  startDelayMs: Percentiles | null;
};

export type StatementSummary = {
  statement: string;
  count: number;
  meanMs: number;
  /** upper bounds of the buckets that contain these quantiles */
  p50Ms: number;
  p95Ms: number;
};

export type ProcessSummary = {
  name: string;
  cpuCoresMean: number;
  cpuCoresMax: number;
  memoryMaxBytes: number;
};

/** All observations of a run, folded into what verdicts and reports need, by one pass over its series (harness/summary/summarize.ts). */
export type Summary = {
  serverHistogramUpperBoundsMs: number[];
  /** the quantiles of response times that are shown, in order; 1 is the longest. Those that targets promise are among them. */
  quantiles: number[];
  phases: PhaseSummary[];
  seconds: SummarySecond[];
  /** over the judged phases (steady and fault) */
  routes: RouteSummary[];
  statements: StatementSummary[];
  processes: ProcessSummary[];
  /** over the judged phases, most total time first */
  routeTimes: RouteTime[];
  /** of users who logged out, over all seconds of the run; null: no server reported them */
  sessionsEnded: SessionsEnded | null;
};
