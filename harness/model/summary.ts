import type { EncodedHistogram } from './histogram.ts';
import type { PhaseKind } from './load.ts';
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

export type CacheOutcomes = { hit: number; miss: number; error: number };

/** What one phase saw, over the seconds that lie wholly inside it. */
export type PhaseSummary = {
  name: string;
  kind: PhaseKind;
  startMs: number;
  endMs: number;
  /** seconds of the phase for which the generator reported */
  observedSeconds: number;
  expectedSeconds: number;
  offeredRatePerSec: number | null;
  outcomes: Outcomes;
  failedByReason: Record<string, number>;
  responseTimeMs: EncodedHistogram;
  serviceTimeMs: EncodedHistogram;
  startDelayMs: EncodedHistogram;
  /** by second, in order; the same seconds in all three */
  goodputPerSec: number[];
  attemptedPerSec: number[];
  users: number[];
  queryTimeMs: BucketIncrease;
  poolWaitMs: BucketIncrease;
  /** content families only: a session lookup is no content hit */
  cacheByFamily: Record<string, CacheOutcomes>;
  generatorCpuCores: number | null;
  machineCpuUtilization: number | null;
};

/** One point of every chart. Null: not measured in that second. */
export type SummarySecond = {
  second: number;
  phase: string | null;
  outcomes: Outcomes | null;
  users: number | null;
  responseTimeMs: Percentiles | null;
  serviceTimeMs: Percentiles | null;
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
  responseTimeMs: Percentiles;
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
 * and histograms.ndjson (harness/verdict/summarize.ts); made again from the files at any time.
 */
export type Summary = {
  serverHistogramUpperBoundsMs: number[];
  phases: PhaseSummary[];
  seconds: SummarySecond[];
  /** over the judged phases (steady and fault) */
  routes: RouteSummary[];
  statements: StatementSummary[];
  processes: ProcessSummary[];
};
