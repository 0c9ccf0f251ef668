import type { HistogramSecond } from '../harness/model/histogram.ts';
import type { Run, RunPhase } from '../harness/model/run.ts';
import type { ServerSecond, TimelineSecond } from '../harness/model/timeline.ts';
import { ExponentialHistogram } from '../harness/stats/exponential-histogram.ts';
import {
  createHistograms,
  createRunFolder,
  createTimeline,
  type RunFolder,
  writeRun,
} from '../harness/store/index.ts';
import { SERVER_HISTOGRAM_UPPER_BOUNDS_MS } from '../harness/telemetry/server-second.ts';
import { seededRandom } from '../scenarios/lib/random.ts';
import { profileFor } from '../scenarios/tvet-connect/profile.ts';
import { targets } from '../scenarios/tvet-connect/targets.ts';
import { documented } from '../scenarios/tvet-connect/topology.ts';

const RATE_PER_SEC = 5_000;
const STEADY_SEC = 3_600;
const WARM_UP_SEC = 30;
const ROUTES = 17;
const SERVERS = 3;
const STATEMENTS = 20;
/** This many samples are drawn for each series and second, and each counts several times, to get histograms like real ones. */
const DRAWN = 40;

const STARTED_AT_MS = Date.UTC(2026, 0, 5, 8);

/** Makes a run folder like that of an hour of load at 5,000 requests a second, generated from a seed. */
export async function recordHour(runsFolder: string): Promise<RunFolder> {
  const folder = await createRunFolder(runsFolder, 'recorded-hour');
  const random = seededRandom(1, 1);
  await writeRun(folder, runOf());
  const timeline = await createTimeline(folder, SERVER_HISTOGRAM_UPPER_BOUNDS_MS);
  const histograms = await createHistograms(folder);
  const first = STARTED_AT_MS / 1000;
  for (let second = first; second < first + WARM_UP_SEC + STEADY_SEC; second++) {
    const phase = second < first + WARM_UP_SEC ? 'open warm-up' : 'open steady';
    await timeline.write(secondOf(second, phase, random));
    await histograms.write(...histogramsOf(second, phase, random));
  }
  await Promise.all([timeline.close(), histograms.close()]);
  return folder;
}

function phasesOf(): RunPhase[] {
  const steadyFromMs = STARTED_AT_MS + WARM_UP_SEC * 1000;
  return [
    { name: 'open warm-up', kind: 'warm-up', load: 'open', startMs: STARTED_AT_MS, endMs: steadyFromMs },
    {
      name: 'open steady',
      kind: 'steady',
      load: 'open',
      startMs: steadyFromMs,
      endMs: steadyFromMs + STEADY_SEC * 1000,
    },
  ];
}

function runOf(): Run {
  const profile = profileFor({
    users: 30_000,
    ratePerSec: RATE_PER_SEC,
    quick: false,
    servers: [],
    randomSeed: 1,
  });
  return {
    schemaVersion: 5,
    id: 'recorded-hour',
    platform: 'tvet-connect',
    scenario: 'tvet-connect',
    target: null,
    topology: documented,
    targets,
    sessionFamily: 'user_session',
    plantedDefects: {},
    profile: { loads: profile.loads.filter(({ name }) => name === 'open') },
    startedAt: new Date(STARTED_AT_MS).toISOString(),
    phases: phasesOf(),
    events: [],
    state: 'complete',
    dataChecks: [],
    statements: [],
    provenance: {
      commit: null,
      commitIsDirty: false,
      versions: {},
      machine: { cpuModel: 'none', cores: 2, memoryBytes: 24e9, os: 'none' },
      serverSettings: {},
      datasetFingerprint: null,
      datasetRows: {},
      randomSeed: 1,
      commandLine: ['bench'],
    },
  };
}

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}`);
const ROUTE_NAMES = names('route', ROUTES);
const STATEMENT_NAMES = names('statement', STATEMENTS);

function secondOf(second: number, phase: string, random: () => number): TimelineSecond {
  const perRoute = Math.round(RATE_PER_SEC / ROUTES);
  const requests = perRoute * ROUTES;
  return {
    second,
    phase: null,
    client: {
      attempted: requests,
      completed: requests,
      correct: requests,
      failed: 0,
      refused: 0,
      droppedIterations: 0,
      users: 80,
      failedByReason: {},
      byRoute: Object.fromEntries(ROUTE_NAMES.map((route) => [route, { correct: perRoute, failed: 0 }])),
      byPhase: {
        [phase]: {
          attempted: requests,
          correct: requests,
          failed: 0,
          refused: 0,
          dropped: 0,
          failedByReason: {},
        },
      },
    },
    servers: names('server', SERVERS).map((name) => serverOf(name, requests / SERVERS, random)),
    database: {
      connections: { active: 3, idle: 27, idleInTransaction: 0, waitingOnLock: 0 },
      transactions: 1_000,
      rowsReturned: 2_000,
      blocksHit: 9_000,
      blocksRead: 3,
      queries: 1_000,
      executionTimeMs: 200,
    },
    cache: {
      commands: 9_000,
      keyspaceHits: 8_000,
      keyspaceMisses: 900,
      evictedKeys: 0,
      usedMemoryBytes: 90_000_000,
      connectedClients: 12,
    },
    processes: [...names('server', SERVERS), 'k6', 'nginx', 'postgres', 'redis', 'harness'].map((name) => ({
      name,
      cpuCores: 0.1 + 0.2 * random(),
      residentBytes: 200_000_000,
      openFiles: 100,
    })),
    machine: { cpuUtilization: 0.6 + 0.1 * random(), availableBytes: 12e9, load1: 2 },
  };
}

function serverOf(name: string, requests: number, random: () => number): ServerSecond {
  const increase = (count: number) => {
    const counts = SERVER_HISTOGRAM_UPPER_BOUNDS_MS.map(() => 0);
    counts.push(0);
    for (let i = 0; i < count; i++) counts[4 + Math.floor(random() * random() * 10)]!++;
    return { counts, sum: count };
  };
  return {
    name,
    requests: Math.round(requests),
    errors: 0,
    eventLoopDelayP99Ms: 2 + random(),
    pool: { total: 20, idle: 17, waiting: 0, max: 100 },
    poolWaitMs: increase(30),
    queryTimeMs: Object.fromEntries(STATEMENT_NAMES.map((statement) => [statement, increase(17)])),
    cacheLookups: Object.fromEntries(
      names('family', 6).map((family) => [family, { hit: 250, miss: 25, error: 0 }]),
    ),
  };
}

function histogramsOf(second: number, phase: string, random: () => number): HistogramSecond[] {
  const times = Math.round(RATE_PER_SEC / ROUTES / DRAWN);
  return ROUTE_NAMES.flatMap((route, i) => {
    const [response, service, delay] = [1, 2, 3].map(() => new ExponentialHistogram());
    for (let n = 0; n < DRAWN; n++) {
      const serviceMs = (1 + i / 5) * Math.exp(1.2 * (random() + random() + random() - 1.5));
      const delayMs = 0.3 * random();
      service!.record(serviceMs, times);
      delay!.record(delayMs, times);
      response!.record(serviceMs + delayMs, times);
    }
    return [
      { second, metric: 'responseTimeMs' as const, route, phase, histogram: response!.encode() },
      { second, metric: 'serviceTimeMs' as const, route, phase, histogram: service!.encode() },
      { second, metric: 'startDelayMs' as const, route, phase, histogram: delay!.encode() },
    ];
  });
}
