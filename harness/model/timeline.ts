import Type from 'typebox';
import { BackendActivity } from './backend-activity.ts';
import { PartIdentity } from './part-identity.ts';
import { SessionsEnded } from './sessions-ended.ts';

const count = Type.Integer({ minimum: 0 });
const nullableNumber = Type.Union([Type.Number(), Type.Null()]);
const identities = Type.Optional(Type.Record(Type.String(), PartIdentity, { description: 'by part' }));

/** The counts of a ClientSecond for the requests that were due in one phase. An arrival may send several requests. */
export const CountsOfPhase = Type.Object({
  attempted: count,
  correct: count,
  failed: count,
  refused: count,
  dropped: Type.Integer({
    minimum: 0,
    description: 'arrivals, if the phase is the only one of its schedule',
  }),
  arrivals: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'that ended; left out if it is not reported when they were due',
    }),
  ),
  failedByReason: Type.Record(Type.String(), count),
});
export type CountsOfPhase = Type.Static<typeof CountsOfPhase>;

/**
 * The generator's figures for this second: `attempted` counts the requests that started in it, all other counts those that ended in
 * it. Null if the generator reported nothing for this second.
 */
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
  arrivals: Type.Optional(
    Type.Integer({ minimum: 0, description: "that were carried out to their end: k6's iterations" }),
  ),
  users: Type.Integer({ minimum: 0, description: 'busy virtual users; `usersPerVu` users each if closed' }),
  usersMax: Type.Optional(
    Type.Integer({ minimum: 0, description: 'virtual users that the generator has created, busy or not' }),
  ),
  reportedBy: Type.Optional(
    Type.Array(Type.String(), { description: "the generator's processes that reported on this second" }),
  ),
  failedByReason: Type.Record(Type.String(), count),
  byRoute: Type.Record(Type.String(), Type.Object({ correct: count, failed: count })),
  byPhase: Type.Optional(
    Type.Record(Type.String(), CountsOfPhase, {
      description: 'the same counts by the phase in which the requests were due; older runs leave it out',
    }),
  ),
});
export type ClientSecond = Type.Static<typeof ClientSecond>;

/**
 * The increase of a classic histogram with fixed bounds within a second. `counts[i]` is the number of observations in
 * bucket i, (upperBounds[i-1], upperBounds[i]], not cumulative as in Prometheus' `le` series.
 * There is one more count than bounds in the header: the last is for observations above all bounds.
 */
export const BucketIncrease = Type.Object({ counts: Type.Array(count), sum: Type.Number() });
export type BucketIncrease = Type.Static<typeof BucketIncrease>;

/**
 * Where the requests of one route that a server answered in this second spent their time, added up. Each moment of a
 * request belongs to one part only, so the rest of `totalMs` was the server's own work, or waiting for its turn.
 */
export const RouteTimeIncrease = Type.Object({
  requests: count,
  totalMs: Type.Number({ description: 'from the beginning of its handling to the end of its response' }),
  queueMs: Type.Number({ description: 'before that: since the balancer passed it on' }),
  poolWaitMs: Type.Number(),
  queryMs: Type.Number(),
  cacheMs: Type.Number(),
});
export type RouteTimeIncrease = Type.Static<typeof RouteTimeIncrease>;

/** The increase of one server process's own metrics within this second, and its gauges. */
export const ServerSecond = Type.Object({
  name: Type.String(),
  requests: Type.Integer({
    minimum: 0,
    description: 'answered, without those for its metrics, which older runs count too',
  }),
  errors: count,
  eventLoopDelayP99Ms: nullableNumber,
  eventLoopUtilization: Type.Optional(
    Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
      description: 'share of the time in which the event loop was not waiting for something to do',
    }),
  ),
  pool: Type.Union([Type.Object({ total: count, idle: count, waiting: count, max: count }), Type.Null()], {
    description: 'of connections to the database; null: the server does not report it',
  }),
  poolPeakInUse: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'the most connections of the pool that were in use at one moment of the second',
    }),
  ),
  poolWaitMs: BucketIncrease,
  poolLentMs: Type.Optional(
    Type.Number({ description: 'how long connections were lent out, added up over the connections' }),
  ),
  poolTimeouts: Type.Optional(count),
  queryTimeMs: Type.Record(Type.String(), BucketIncrease, { description: 'by statement' }),
  cacheLookups: Type.Record(Type.String(), Type.Object({ hit: count, miss: count, error: count }), {
    description: 'by key family',
  }),
  tierHits: Type.Optional(
    Type.Object({ memory: count, redis: count }, { description: 'hits by the tier that had the value' }),
  ),
  queriesByRole: Type.Optional(
    Type.Object(
      { primary: count, replica: count },
      { description: 'statements by the database that executed them' },
    ),
  ),
  replicaLagMs: Type.Optional(
    Type.Union([Type.Number({ minimum: 0 }), Type.Null()], { description: 'of the replica that lags most' }),
  ),
  loadsShared: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'reads that waited while another read loaded the same key',
    }),
  ),
  memoryEntries: Type.Optional(Type.Integer({ minimum: 0, description: 'values in the memory tier' })),
  memoryAgeMostMs: Type.Optional(
    Type.Number({ minimum: 0, description: 'age of the oldest value that the memory tier answered with' }),
  ),
  sessionsEnded: Type.Optional(SessionsEnded),
  routeTimes: Type.Optional(Type.Record(Type.String(), RouteTimeIncrease, { description: 'by route name' })),
  identity: Type.Optional(PartIdentity),
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
  backends: Type.Optional(BackendActivity),
  blockReadMs: Type.Optional(
    Type.Number({ description: 'time backends spent reading data files; 0 without track_io_timing' }),
  ),
  blockWriteMs: Type.Optional(Type.Number()),
  identities,
});
export type DatabaseSecond = Type.Static<typeof DatabaseSecond>;

export const CacheSecond = Type.Object({
  commands: count,
  keyspaceHits: count,
  keyspaceMisses: count,
  evictedKeys: count,
  usedMemoryBytes: count,
  connectedClients: count,
  cpuCores: Type.Optional(
    Type.Number({
      minimum: 0,
      description: 'of the thread that executes commands; of a cluster: of all nodes',
    }),
  ),
  commandMs: Type.Optional(Type.Number({ minimum: 0, description: 'execution time of all commands' })),
  busiestCommand: Type.Optional(
    Type.Union(
      [
        Type.Object({
          name: Type.String({ description: 'e.g. "mget"' }),
          calls: count,
          totalMs: Type.Number(),
        }),
        Type.Null(),
      ],
      { description: 'the command that took the most time' },
    ),
  ),
  blockedClients: Type.Optional(count),
  rejectedConnections: Type.Optional(count),
  nodes: Type.Optional(
    Type.Integer({ minimum: 2, description: 'of a cluster; the other figures are sums over them' }),
  ),
  busiestNode: Type.Optional(
    Type.Object(
      { cpuCores: Type.Number({ minimum: 0 }), commandMs: Type.Number({ minimum: 0 }) },
      { description: 'maxima over the nodes of a cluster, each figure separately' },
    ),
  ),
  identities,
});
export type CacheSecond = Type.Static<typeof CacheSecond>;

/** The balancer's connections, from nginx's stub_status. */
export const BalancerSecond = Type.Object({
  connections: Type.Integer({ minimum: 0, description: 'of clients, idle ones included' }),
  idle: count,
  requests: count,
  droppedConnections: Type.Integer({
    minimum: 0,
    description: 'accepted, then closed immediately for lack of room',
  }),
});
export type BalancerSecond = Type.Static<typeof BalancerSecond>;

export const ProcessSecond = Type.Object({
  name: Type.String({ description: 'the part, e.g. "server-1"; a part\'s child processes are summed' }),
  cpuCores: Type.Number({ minimum: 0 }),
  busiestCpuCores: Type.Optional(
    Type.Number({ minimum: 0, description: 'of the one process of the part that used the most' }),
  ),
  residentBytes: count,
  openFiles: Type.Union([count, Type.Null()]),
  coresAllowed: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'cores that the process may use, by its CPU affinity or a limit of its own',
    }),
  ),
  identity: Type.Optional(PartIdentity),
});
export type ProcessSecond = Type.Static<typeof ProcessSecond>;

export const MachineSecond = Type.Object({
  cpuUtilization: Type.Number({ minimum: 0, maximum: 1, description: 'of all cores' }),
  availableBytes: count,
  load1: Type.Number(),
  swappedPages: Type.Optional(Type.Integer({ minimum: 0, description: 'moved to or from swap' })),
  pressure: Type.Optional(
    Type.Union(
      [
        Type.Object({
          cpu: Type.Number({ minimum: 0, maximum: 1 }),
          io: Type.Number({ minimum: 0, maximum: 1 }),
          memory: Type.Number({ minimum: 0, maximum: 1 }),
        }),
        Type.Null(),
      ],
      { description: "share of the time in which a task waited for it: Linux' pressure stall information" },
    ),
  ),
});
export type MachineSecond = Type.Static<typeof MachineSecond>;

/** First line of timeline.ndjson. */
export const TimelineHeader = Type.Object({
  schemaVersion: Type.Literal(1),
  kind: Type.Literal('timeline'),
  serverHistogramUpperBoundsMs: Type.Array(Type.Number(), {
    description: 'upper bounds of every BucketIncrease; the last bucket, +Inf, is added',
  }),
});
export type TimelineHeader = Type.Static<typeof TimelineHeader>;

/**
 * Every further line of timeline.ndjson: everything that was measured in one second of one clock.
 * A part that did not answer in a second is null or left out of its list: missing is never zero.
 */
export const TimelineSecond = Type.Object({
  second: Type.Integer({ description: 'epoch seconds' }),
  phase: Type.Union([Type.String(), Type.Null()]),
  client: Type.Union([ClientSecond, Type.Null()]),
  balancer: Type.Optional(Type.Union([BalancerSecond, Type.Null()])),
  servers: Type.Array(ServerSecond),
  database: Type.Union([DatabaseSecond, Type.Null()]),
  cache: Type.Union([CacheSecond, Type.Null()]),
  processes: Type.Array(ProcessSecond),
  machine: Type.Union([MachineSecond, Type.Null()]),
  clockOffsetMs: Type.Optional(
    Type.Union([Type.Number(), Type.Null()], {
      description: 'how far the wall clock moved against the monotonic clock since recording began',
    }),
  ),
});
export type TimelineSecond = Type.Static<typeof TimelineSecond>;

/** First line of histograms.ndjson. */
export const HistogramsHeader = Type.Object({
  schemaVersion: Type.Literal(1),
  kind: Type.Literal('histograms'),
});
export type HistogramsHeader = Type.Static<typeof HistogramsHeader>;
