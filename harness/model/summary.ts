import type { EncodedHistogram } from './histogram.ts';
import type { PhaseKind } from './load.ts';
import type { PartRestart } from './run.ts';
import type { BucketIncrease } from './timeline.ts';

/** Three percentiles in milliseconds. */
export type Percentiles = { p50: number; p95: number; p99: number };

/** Counts of responses. A refusal (429) is answered as designed: neither correct nor failed. */
export type Outcomes = {
  attempted: number;
  correct: number;
  failed: number;
  refused: number;
  dropped: number;
};

/** The same of the requests that were due in a phase. `owed`: sent, and never answered, neither in the phase nor after it. */
export type PhaseOutcomes = Outcomes & { owed: number };

export type CacheOutcomes = { hit: number; miss: number; error: number };

/**
 * Where the time of one route's requests went: means in milliseconds. `startDelayMs` and the parts add up to `meanMs`, the
 * mean response time. harness/summary/route-times.ts says how.
 */
export type RouteTime = {
  route: string;
  requests: number;
  meanMs: number;
  startDelayMs: number;
  parts: TimeParts;
  /** by how much the servers' time was longer than the client's, on average: then the parts are scaled down to fit. As a rule 0. */
  serverExcessMs: number;
};

/** `balancer` holds the network and the generator's own delay in reading the answer; `rest` the server's own work. */
export type TimeParts = {
  balancer: number;
  serverQueue: number;
  poolWait: number;
  query: number;
  cache: number;
  rest: number;
};

export type StatementTime = { statement: string; count: number; totalMs: number };

/** What resources did in a phase: means over its seconds unless said otherwise. A resource that was never measured is null. */
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
  /** `backends`: mean numbers of those that were busy with a statement */
  database: {
    cpuCores: number | null;
    backends: { running: number; lock: number; lightweightLock: number; io: number; other: number } | null;
    /** of a statement, as the database itself measures it */
    executionMeanMs: number | null;
    blockReadMsPerSec: number | null;
    blockWriteMsPerSec: number | null;
  } | null;
  cache: {
    cpuCores: number | null;
    /** share of the time in which a command was executed */
    commandUtilization: number | null;
    /** the one that took the most time altogether */
    busiestCommand: { name: string; meanMs: number } | null;
    /** share of the seconds in which it told how it was */
    answeredShare: number;
    evictedKeys: number;
    failedLookups: number;
    rejectedConnections: number;
    /** the most that it held, by its own count; null where it never told */
    usedMemoryMaxBytes?: number | null;
  } | null;
};

/** A source of figures and the longest time for which it was silent within a phase. `fromSecond`: epoch seconds, null without silence. */
export type SourceSilence = {
  kind: 'generator' | 'balancer' | 'server' | 'database' | 'cache' | 'process' | 'machine';
  source: string;
  longestSec: number;
  fromSecond: number | null;
};

/** CPU of one generator process over a phase. `coresAllowed` is null where its affinity was not recorded. */
export type GeneratorUse = { process: string; cpuCoresMean: number; coresAllowed: number | null };

/**
 * The requests of one second: the times of those that were answered, correctly or with a refusal, and how many were not. Those are
 * endlessly late. Where intended starts are unknown, these come out too early: then `responseTimeMs` is too long, never too short.
 */
export type SecondRequests = {
  responseTimeMs: EncodedHistogram;
  /** null: of pages, which have none of their own */
  serviceTimeMs: EncodedHistogram | null;
  endless: number;
};

/** How many of a second's trials succeeded. */
export type SecondShare = { successes: number; trials: number };

/** What came of the requests, pages or transfers of a phase that an indicator selects. */
export type RequestFigures = {
  outcomes: PhaseOutcomes;
  failedByReason: Record<string, number>;
  /** Of those that were answered, from the intended start; null where that is unknown, as is the start delay. */
  responseTimeMs: EncodedHistogram | null;
  serviceTimeMs: EncodedHistogram | null;
  startDelayMs: EncodedHistogram | null;
  /** correct answers by second, in order, as observed */
  goodputPerSec: number[];
  requests: SecondRequests[];
  answers: SecondShare[];
  /**
   * Failed or never answered, and did not say whether they belong to the selection: what served a request is known of an answer alone. They are in none
   * of the other figures.
   */
  untold: number;
};

/** One figure of a second, and the requests of that second; null: not known. */
export type SecondFigure = { value: number; attempted: number | null; correct: number | null };

/** A series of one phase that some indicator selects, by the seconds of the phase in order; those in which it was not seen are left out. */
export type SelectedSeries =
  | { kind: 'requests'; figures: RequestFigures }
  | { kind: 'durations'; seconds: BucketIncrease[] }
  | { kind: 'lookups'; seconds: SecondShare[] }
  | { kind: 'counts'; seconds: SecondFigure[] }
  | { kind: 'gauge'; seconds: SecondFigure[] };

/**
 * The seconds of a phase that its intervals are resampled from, in order; kept for judged phases only. Requests that were due in the phase
 * are filed by the second in which they ended; what ended after the phase, or never, is filed with its last second. Queries and
 * lookups are those of all servers.
 */
export type PhaseSeries = {
  requests: SecondRequests[];
  answers: SecondShare[];
  queryTimeMs: BucketIncrease[];
  lookups: SecondShare[];
};

/**
 * What one phase saw. Requests belong to the phase in which they were due, wherever they ended; all else is of the seconds that lie
 * wholly inside it. Runs of before did not say when a request was due: there the whole seconds count, and what was still owed at their end.
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
  /** arrivals that its open load planned for the phase, and by how many their count may be off for the width of a second; null for a closed load */
  planned: { arrivals: number; slack: number } | null;
  /** arrivals that were begun; in runs of before an arrival was a request */
  arrivals: number;
  outcomes: PhaseOutcomes;
  failedByReason: Record<string, number>;
  /** why no intended start can be derived, in one sentence; null where it can */
  intendedStartUnknown: string | null;
  /**
   * Of the requests that were answered, from the intended start; null where that is unknown, as is the start delay. Those that were not
   * answered have no time: `outcomes` counts them.
   */
  responseTimeMs: EncodedHistogram | null;
  serviceTimeMs: EncodedHistogram;
  startDelayMs: EncodedHistogram | null;
  /** by second, in order, as observed; the same seconds in both. Goodput is of requests that were due in the phase. */
  goodputPerSec: number[];
  users: number[];
  queryTimeMs: BucketIncrease;
  poolWaitMs: BucketIncrease;
  /** content families only: a session lookup is no content hit */
  cacheByFamily: Record<string, CacheOutcomes>;
  generatorCpuCores: number | null;
  machineCpuUtilization: number | null;
  series: PhaseSeries;
  /** of judged phases: what the run's indicators select, by `selectionKey`; what is of everything of its source is in the other fields */
  selected: Record<string, SelectedSeries>;
  /** one for each generator process that was looked at */
  generators: GeneratorUse[];
  /** one for each source that should have been heard in the phase */
  silences: SourceSilence[];
  /** virtual users of an open load in the second in which the largest share of them was busy */
  usersInUse: { busy: number; made: number } | null;
  /** a closed load's users alive and open files of its generator, in the second with the fewest files a user */
  connections: { users: number; openFiles: number } | null;
  /** largest step of the wall clock against the monotonic clock from one second to the next, signed */
  clockStepMs: number | null;
  /** the parts that told which life of theirs it was, and the unplanned restarts of any part that may lie in the phase */
  partLives: { parts: string[]; restarts: PartRestart[] };
  routeTimes: RouteTime[];
  /** most time first */
  statementTimes: StatementTime[];
  resources: ResourceFigures;
};

/** One point of every chart. Null: not measured in that second. */
export type SummarySecond = {
  second: number;
  phase: string | null;
  outcomes: Outcomes | null;
  users: number | null;
  /** from the intended start; null also where that is unknown */
  responseTimeMs: Percentiles | null;
  serviceTimeMs: Percentiles | null;
  startDelayMs: Percentiles | null;
  hitRatio: number | null;
  poolInUse: number | null;
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
  /** of answered requests; null, as is the start delay, where the intended start of any of its requests is unknown */
  responseTimeMs: Percentiles | null;
  /** of answered requests; null when there were none */
  serviceTimeMs: Percentiles | null;
  startDelayMs: Percentiles | null;
};

export type StatementSummary = {
  statement: string;
  count: number;
  meanMs: number;
  /** upper bounds of the buckets that hold these quantiles */
  p50Ms: number;
  p95Ms: number;
};

export type ProcessSummary = {
  name: string;
  cpuCoresMean: number;
  cpuCoresMax: number;
  memoryMaxBytes: number;
};

/**
 * All observations of a run folded into what verdicts and reports need. Made by one pass over timeline.ndjson
 * and histograms.ndjson (harness/summary/summarize.ts); made again from the files at any time.
 */
export type Summary = {
  serverHistogramUpperBoundsMs: number[];
  phases: PhaseSummary[];
  seconds: SummarySecond[];
  /** over the judged phases (steady and fault) */
  routes: RouteSummary[];
  statements: StatementSummary[];
  processes: ProcessSummary[];
  /** over the judged phases, most time first */
  routeTimes: RouteTime[];
};
