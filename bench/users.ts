import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleScenario } from '../harness/load/k6/bundle.ts';
import { driveLoad } from '../harness/load/k6/drive.ts';
import type { RunPhase } from '../harness/model/run.ts';
import { ExponentialHistogram } from '../harness/stats/exponential-histogram.ts';
import { wholeSeconds } from '../harness/summary/load-window.ts';
import { type System, startSystem } from '../harness/system/system.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../harness/telemetry/otlp/receiver.ts';
import { parseResidentMemory } from '../harness/telemetry/procfs.ts';
import { documented } from '../scenarios/tvet-connect/topology.ts';
import type { Bench } from './benchmark.ts';
import { seedStores } from './seeded-stores.ts';

/** The users together send this many requests a second, however many they are. */
const RATE_PER_SEC = 500;
const STARTED_USERS_PER_SEC = 1_000;
const SETTLING_MS = 5_000;
const STEADY_MS = 20_000;
/** A process may open 20,000 files. */
const VUS_PER_PROCESS = 15_000;

/** How many users one machine can keep alive on their journeys with true figures: k6's against the servers' own count. */
export const users = {
  name: 'users',
  description: `users on their journeys who send ${RATE_PER_SEC} requests a second together, whatever their number`,
  measure,
};

export type UsersOptions = { users: number; usersPerVu: number };

export type Users = UsersOptions & {
  /** virtual users in the second of the steady phase in which the fewest were busy */
  busyVus: number;
  /** over the whole load: answers that k6 reported, and responses that the servers counted */
  reported: number;
  served: number;
  failed: number;
  /** of the steady phase; response times count from the intended start */
  responseTimeP95Ms: number | null;
  startDelayP99Ms: number | null;
  /** resident, of all k6 processes together, in the middle of the steady phase */
  memoryMb: number;
};

async function measure(bench: Bench, options: UsersOptions): Promise<Users> {
  const { supervisor, stores, programs, folder } = bench;
  const worldFile = await seedStores(bench, options.users);
  const bundleFile = join(folder, 'scenario.js');
  await bundleScenario(join(import.meta.dirname, '../scenarios/tvet-connect/journeys.ts'), bundleFile);
  const topology = documented;
  const system = await startSystem({
    stores,
    supervisor,
    programs,
    topology,
    plantedDefects: {},
    platform: 'tvet-connect',
    folder,
  });
  const receiver = await startOtlpReceiver();
  try {
    const since = Math.floor(Date.now() / 1000);
    const { steady, memoryMb } = await drive(
      { bench, baseUrl: system.baseUrl, worldFile, bundleFile, receiver },
      options,
    );
    return { ...options, ...takeFigures(receiver, since, steady), served: await servedBy(system), memoryMb };
  } finally {
    await receiver.close();
    await system.stop();
  }
}

type Stage = {
  bench: Bench;
  baseUrl: string;
  worldFile: string;
  bundleFile: string;
  receiver: OtlpReceiver;
};

async function drive(
  { bench, baseUrl, worldFile, bundleFile, receiver }: Stage,
  options: UsersOptions,
): Promise<{ steady: RunPhase; memoryMb: number }> {
  const rampUpMs = Math.ceil(options.users / STARTED_USERS_PER_SEC) * 1000;
  let pids: number[] = [];
  let phases: RunPhase[] = [];
  let memoryMb: Promise<number> | undefined;
  await driveLoad({
    load: {
      name: 'users',
      load: { model: 'closed', ...options, thinkTimeMs: (options.users / RATE_PER_SEC) * 1000 },
      generatorProcesses: Math.ceil(options.users / options.usersPerVu / VUS_PER_PROCESS),
      phases: [
        { name: 'ramp-up', kind: 'ramp-up', durationMs: rampUpMs },
        { name: 'settling', kind: 'warm-up', durationMs: SETTLING_MS },
        { name: 'steady', kind: 'steady', durationMs: STEADY_MS },
      ],
    },
    supervisor: bench.supervisor,
    k6: bench.k6.path,
    bundleFile,
    baseUrl,
    worldFile,
    otlpEndpoint: receiver.endpoint,
    folder: bench.folder,
    randomSeed: 1,
    signal: new AbortController().signal,
    onStarted: (parts) => {
      pids = parts.map(({ pid }) => pid);
    },
    onReleased: (released) => {
      phases = released;
      memoryMb = sleep(rampUpMs + SETTLING_MS + STEADY_MS / 2).then(() => residentMb(pids));
    },
  });
  return { steady: phases[2]!, memoryMb: await memoryMb! };
}

function takeFigures(receiver: OtlpReceiver, since: number, steady: RunPhase) {
  const { first, end } = wholeSeconds(steady);
  const [responseTimes, startDelays] = [new ExponentialHistogram(), new ExponentialHistogram()];
  let [reported, failed, busyVus] = [0, 0, Number.POSITIVE_INFINITY];
  for (let second = since; second <= Date.now() / 1000 + 1; second++) {
    const { client, histograms } = receiver.takeSecond(second);
    reported += client?.completed ?? 0;
    failed += client?.failed ?? 0;
    if (second < first || second >= end) continue;
    busyVus = Math.min(busyVus, client?.users ?? 0);
    for (const { metric, histogram } of histograms) {
      if (metric === 'responseTimeMs') responseTimes.mergeEncoded(histogram);
      if (metric === 'startDelayMs') startDelays.mergeEncoded(histogram);
    }
  }
  const responseTimeP95Ms = responseTimes.quantile(0.95)?.value ?? null;
  const startDelayP99Ms = startDelays.quantile(0.99)?.value ?? null;
  return { busyVus, reported, failed, responseTimeP95Ms, startDelayP99Ms };
}

function residentMb(pids: readonly number[]): number {
  const memory = pids.map((pid) => parseResidentMemory(readFileSync(`/proc/${pid}/status`, 'utf8')));
  return memory.reduce((sum, { privateBytes, sharedBytes }) => sum + privateBytes + sharedBytes, 0) / 1e6;
}

/** Responses to users, by the servers' own count. */
async function servedBy({ servers }: System): Promise<number> {
  const texts = await Promise.all(
    servers.map(async ({ url, metricsToken }) => {
      const response = await fetch(`${url}/metrics`, {
        headers: { authorization: `Bearer ${metricsToken}` },
      });
      return response.text();
    }),
  );
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.startsWith('http_requests_total{') && !/route="GET \/(metrics|health)/.test(line))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
