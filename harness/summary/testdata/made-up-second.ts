import type { HistogramSecond } from '../../model/histogram.ts';
import type {
  BucketIncrease,
  CacheSecond,
  DatabaseSecond,
  ServerSecond,
  TimelineSecond,
} from '../../model/timeline.ts';
import { ExponentialHistogram } from '../../stats/exponential-histogram.ts';

export const BOUNDS_MS = [1, 2, 5, 10, 20, 30, 50, 70, 100, 200, 500, 1000];

/** What happens in every second of a phase. By default, a healthy system. */
export type Behaviour = {
  /** correct, failed and refused answers together */
  answersPerSec: number;
  failedShare: number;
  refusedPerSec: number;
  droppedPerSec: number;
  /** dropped arrivals of single seconds; they do not count as attempted */
  droppedAt: Record<number, number>;
  users: number;
  /** virtual users that the generator has made */
  usersMax: number;
  responseTimesMs: number[];
  /** times from the actual start; null: response times less the start delay */
  serviceTimesMs: number[] | null;
  startDelayMs: number | null;
  /** one query for each of these times */
  queryTimesMs: number[];
  poolWaitMs: number;
  hitShare: number;
  machineCpu: number | null;
  generatorBytes: number;
  generatorCores: number;
  generatorCoresAllowed: number;
  /** for each user of a closed load */
  generatorFilesPerUser: number;
  failedBecause: string;
  /** whether parts report their incarnation */
  partsTell: boolean;
  /** seconds into the phase in which the client, the servers, or a source by its name in the timeline, report nothing */
  silentClientSeconds: number[];
  silentServerSeconds: number[];
  silent: Record<string, number[]>;
  /** offset of the wall clock from the monotonic one, from the given second of the phase on */
  clockOffsetFrom: { second: number; offsetMs: number };
  /** failed answers of single seconds */
  failedAt: Record<number, number>;
  /** seconds into the phase whose requests are never answered */
  unanswered: number[];
  /** answers of single seconds, by seconds into the phase */
  answersAt: Record<number, number>;
  /** refused answers of single seconds */
  refusedAt: Record<number, number>;
  /** response times of single seconds */
  responseTimesAt: Record<number, number[]>;
};

const GENERATORS = ['k6-1', 'k6-2'];

const DATABASE: DatabaseSecond = {
  connections: { active: 1, idle: 29, idleInTransaction: 0, waitingOnLock: 0 },
  transactions: 600,
  rowsReturned: 600,
  blocksHit: 6000,
  blocksRead: 0,
  queries: 600,
  executionTimeMs: 60,
};

const POSTGRES: Pick<DatabaseSecond, 'identities'> = {
  identities: { postgres: { instance: '1800000000.1', initialization: '1800000000.2', role: 'primary' } },
};

const CACHE: CacheSecond = {
  commands: 2000,
  keyspaceHits: 1800,
  keyspaceMisses: 200,
  evictedKeys: 0,
  usedMemoryBytes: 1e8,
  connectedClients: 6,
};

export const HEALTHY: Behaviour = {
  answersPerSec: 1200,
  failedShare: 0,
  refusedPerSec: 0,
  droppedPerSec: 0,
  droppedAt: {},
  unanswered: [],
  failedAt: {},
  users: 20,
  usersMax: 2400,
  responseTimesMs: [4, 5, 6, 8, 10, 12],
  serviceTimesMs: null,
  startDelayMs: 0.2,
  queryTimesMs: [1.5, 4, 8],
  poolWaitMs: 0.5,
  hitShare: 0.9,
  machineCpu: 0.5,
  generatorBytes: 6e9,
  generatorCores: 0.3,
  generatorCoresAllowed: 2,
  generatorFilesPerUser: 1.001,
  failedBecause: 'status-500',
  partsTell: true,
  silentClientSeconds: [],
  silentServerSeconds: [],
  silent: {},
  clockOffsetFrom: { second: 0, offsetMs: 0 },
  answersAt: {},
  refusedAt: {},
  responseTimesAt: {},
};

/** `load`: the name of the load to which the phase belongs. */
export function madeUpSecond(second: number, index: number, load: string, behaviour: Behaviour) {
  const unanswered = behaviour.unanswered.includes(index);
  const dropped = behaviour.droppedAt[index] ?? 0;
  const sent = behaviour.answersAt[index] ?? behaviour.answersPerSec;
  const answers = unanswered ? 0 : sent - dropped;
  const failed =
    behaviour.failedAt[index] ??
    Math.floor((index + 1) * answers * behaviour.failedShare) -
      Math.floor(index * answers * behaviour.failedShare);
  const refused = behaviour.refusedAt[index] ?? behaviour.refusedPerSec;
  const correct = answers - failed - refused;
  const isSilent = behaviour.silentClientSeconds.includes(index);
  const isHeard = (source: string) => !behaviour.silent[source]?.includes(index);
  const timeline: TimelineSecond = {
    second,
    phase: null,
    client: isSilent
      ? null
      : {
          attempted: sent - dropped,
          completed: answers,
          correct,
          failed,
          refused,
          droppedIterations: behaviour.droppedPerSec + dropped,
          users: behaviour.users,
          usersMax: behaviour.usersMax,
          reportedBy: GENERATORS.map((generator) => `${load}-${generator}`).filter(isHeard),
          failedByReason: failed > 0 ? { [behaviour.failedBecause]: failed } : {},
          byRoute: { 'sync.read': { correct, failed } },
        },
    servers: behaviour.silentServerSeconds.includes(index)
      ? []
      : ['server-1', 'server-2'].filter(isHeard).map((name) => server(name, behaviour)),
    database: isHeard('database') ? { ...DATABASE, ...(behaviour.partsTell && POSTGRES) } : null,
    cache: isHeard('cache') ? CACHE : null,
    processes: [
      {
        name: 'k6-1',
        cpuCores: behaviour.generatorCores,
        residentBytes: behaviour.generatorBytes,
        openFiles: index % 5 === 0 ? Math.round(behaviour.users * behaviour.generatorFilesPerUser) : null,
        coresAllowed: behaviour.generatorCoresAllowed,
      },
      { name: 'server-1', cpuCores: 0.2 + (index % 2) / 10, residentBytes: 2e8, openFiles: 100 },
    ].filter(({ name }) => isHeard(`process ${name}`)),
    machine:
      behaviour.machineCpu === null
        ? null
        : {
            cpuUtilization: behaviour.machineCpu,
            availableBytes: 23.8e9 - behaviour.generatorBytes,
            load1: 1,
          },
    clockOffsetMs: index >= behaviour.clockOffsetFrom.second ? behaviour.clockOffsetFrom.offsetMs : 0,
  };
  const responseTimesMs = behaviour.responseTimesAt[index] ?? behaviour.responseTimesMs;
  const times = histogramOf(responseTimesMs, answers);
  const serviceTimes = histogramOf(behaviour.serviceTimesMs ?? responseTimesMs, answers);
  const delays = new ExponentialHistogram();
  if (behaviour.startDelayMs !== null) delays.record(behaviour.startDelayMs, answers);
  const route = 'sync.read';
  const histograms: HistogramSecond[] = isSilent
    ? []
    : [
        { second, metric: 'responseTimeMs', route, histogram: times.encode() },
        { second, metric: 'serviceTimeMs', route, histogram: serviceTimes.encode() },
        { second, metric: 'startDelayMs', route, histogram: delays.encode() },
      ];
  return { timeline, histograms };
}

/** A histogram of `answers` times, spread evenly over the values. */
function histogramOf(valuesMs: readonly number[], answers: number): ExponentialHistogram {
  const times = new ExponentialHistogram();
  const each = answers === 0 ? 0 : Math.max(1, Math.floor(answers / valuesMs.length));
  for (const value of valuesMs) times.record(value, each);
  return times;
}

function server(name: string, behaviour: Behaviour): ServerSecond {
  const hits = Math.round(500 * behaviour.hitShare);
  return {
    name,
    requests: 600,
    errors: 0,
    eventLoopDelayP99Ms: 1,
    pool: { total: 10, idle: 8, waiting: 1, max: 100 },
    poolWaitMs: bucketed([behaviour.poolWaitMs], 10),
    queryTimeMs:
      behaviour.queryTimesMs.length === 0
        ? {}
        : {
            'sync.select': bucketed(behaviour.queryTimesMs, 20),
            'progress.aggregate': bucketed([Math.max(...behaviour.queryTimesMs)], 1),
          },
    cacheLookups:
      behaviour.hitShare < 0
        ? {}
        : {
            student_sync: { hit: hits, miss: 500 - hits, error: 0 },
            user_session: { hit: 600, miss: 0, error: 0 },
          },
  };
}

function bucketed(valuesMs: number[], each: number): BucketIncrease {
  const counts = new Array<number>(BOUNDS_MS.length + 1).fill(0);
  for (const value of valuesMs) {
    const bucket = BOUNDS_MS.findIndex((bound) => value <= bound);
    counts[bucket < 0 ? BOUNDS_MS.length : bucket]! += each;
  }
  return { counts, sum: each * valuesMs.reduce((sum, value) => sum + value, 0) };
}
