import Type from 'typebox';

const count = Type.Integer({ minimum: 0 });
const nullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** What the generator saw of requests that ended in this second. Null where it sent nothing about this second. */
export const ClientSecond = Type.Object({
  attempted: count,
  completed: count,
  correct: count,
  failed: count,
  refused: Type.Integer({
    minimum: 0,
    description: '429s: answered as designed, neither correct nor failed',
  }),
  droppedIterations: count,
  users: Type.Integer({ minimum: 0, description: 'users alive in the closed load' }),
  failedByReason: Type.Record(Type.String(), count),
  byRoute: Type.Record(Type.String(), Type.Object({ correct: count, failed: count })),
});
export type ClientSecond = Type.Static<typeof ClientSecond>;

/**
 * What a classic histogram with fixed bounds gained within a second. `counts[i]` is the number of observations that fell
 * into bucket i, (upperBounds[i-1], upperBounds[i]]: not added up over the buckets, as Prometheus' `le` series are.
 * One more than the bounds in the header: the last counts what lay above them all.
 */
export const BucketIncrease = Type.Object({ counts: Type.Array(count), sum: Type.Number() });
export type BucketIncrease = Type.Static<typeof BucketIncrease>;

/** The increase of one server process's own metrics within this second, and its gauges. */
export const ServerSecond = Type.Object({
  name: Type.String(),
  requests: count,
  errors: count,
  eventLoopDelayP99Ms: nullableNumber,
  pool: Type.Object({ total: count, idle: count, waiting: count, max: count }),
  poolWaitMs: BucketIncrease,
  queryTimeMs: Type.Record(Type.String(), BucketIncrease, { description: 'by statement' }),
  cacheLookups: Type.Record(Type.String(), Type.Object({ hit: count, miss: count, error: count }), {
    description: 'by key family',
  }),
});
export type ServerSecond = Type.Static<typeof ServerSecond>;

export const DatabaseSecond = Type.Object({
  connections: Type.Object({ active: count, idle: count, idleInTransaction: count, waitingOnLock: count }),
  transactions: count,
  rowsReturned: count,
  blocksHit: count,
  blocksRead: count,
  queries: Type.Union([count, Type.Null()], {
    description: 'statements executed, by pg_stat_statements; null without that extension',
  }),
  executionTimeMs: Type.Union([Type.Number(), Type.Null()], {
    description: 'their execution time, summed',
  }),
});
export type DatabaseSecond = Type.Static<typeof DatabaseSecond>;

export const CacheSecond = Type.Object({
  commands: count,
  keyspaceHits: count,
  keyspaceMisses: count,
  evictedKeys: count,
  usedMemoryBytes: count,
  connectedClients: count,
});
export type CacheSecond = Type.Static<typeof CacheSecond>;

export const ProcessSecond = Type.Object({
  name: Type.String({ description: 'the part, e.g. "server-1"; a part\'s child processes are summed' }),
  cpuCores: Type.Number({ minimum: 0 }),
  residentBytes: count,
  openFiles: Type.Union([count, Type.Null()]),
});
export type ProcessSecond = Type.Static<typeof ProcessSecond>;

export const MachineSecond = Type.Object({
  cpuUtilization: Type.Number({ minimum: 0, maximum: 1, description: 'of all cores' }),
  availableBytes: count,
  load1: Type.Number(),
});
export type MachineSecond = Type.Static<typeof MachineSecond>;

/** First line of timeline.ndjson. */
export const TimelineHeader = Type.Object({
  schemaVersion: Type.Literal(1),
  kind: Type.Literal('timeline'),
  serverHistogramUpperBoundsMs: Type.Array(Type.Number(), {
    description: 'upper bounds of every BucketIncrease; the last bucket, +Inf, comes on top',
  }),
});
export type TimelineHeader = Type.Static<typeof TimelineHeader>;

/**
 * Every further line of timeline.ndjson: all that was seen in one second of one clock.
 * A part that gave no answer in a second is null or left out of its list: absence is never zero.
 */
export const TimelineSecond = Type.Object({
  second: Type.Integer({ description: 'epoch seconds' }),
  phase: Type.Union([Type.String(), Type.Null()]),
  client: Type.Union([ClientSecond, Type.Null()]),
  servers: Type.Array(ServerSecond),
  database: Type.Union([DatabaseSecond, Type.Null()]),
  cache: Type.Union([CacheSecond, Type.Null()]),
  processes: Type.Array(ProcessSecond),
  machine: Type.Union([MachineSecond, Type.Null()]),
});
export type TimelineSecond = Type.Static<typeof TimelineSecond>;

/** First line of histograms.ndjson. */
export const HistogramsHeader = Type.Object({
  schemaVersion: Type.Literal(1),
  kind: Type.Literal('histograms'),
});
export type HistogramsHeader = Type.Static<typeof HistogramsHeader>;
