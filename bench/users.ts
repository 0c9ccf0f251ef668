import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { p95Of, summarizeSteady } from '../harness/capacity/level.ts';
import type { GeneratorPart } from '../harness/load/k6/drive.ts';
import type { PlannedLoad } from '../harness/model/load.ts';
import { mergedTimes } from '../harness/summary/merge.ts';
import type { System } from '../harness/system/system.ts';
import { parseResidentMemory } from '../harness/telemetry/procfs.ts';
import { rampUpMs } from '../scenarios/lib/closed-load.ts';
import type { Bench } from './benchmark.ts';
import { servedRequests } from './served-requests.ts';
import { offer, ownClient, startWholeSystem } from './whole-system.ts';

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
  /** users in the second of the steady phase in which the fewest were alive */
  alive: number;
  /** over the whole load: answers that k6 reported, and responses that the servers counted */
  reported: number;
  served: number;
  failed: number;
  /** of the steady phase; response times count from the intended start, and a failure is endlessly late */
  responseTimeP95Ms: number | null;
  startDelayP99Ms: number | null;
  /** resident, of all k6 processes together, in the middle of the steady phase */
  memoryMb: number;
};

async function measure(bench: Bench, options: UsersOptions): Promise<Users> {
  const whole = await startWholeSystem(bench, options.users);
  const client = await ownClient(bench);
  const load = loadOf(options);
  const [rampUp, settling] = load.phases;
  let memoryMb = 0;
  const meanwhile = async (generators: GeneratorPart[]) => {
    await sleep(rampUp!.durationMs + settling!.durationMs + STEADY_MS / 2);
    memoryMb = residentMb(generators);
  };
  try {
    const { phases, seconds } = await offer(whole, client, load, { meanwhile });
    const steady = summarizeSteady(load, phases, seconds);
    const sum = (of: 'completed' | 'failed') =>
      seconds.reduce((total, { client: reported }) => total + (reported?.[of] ?? 0), 0);
    const delays = steady.startDelayMs && mergedTimes([steady.startDelayMs]);
    return {
      ...options,
      alive: Math.min(...steady.users),
      reported: sum('completed'),
      served: await servedBy(whole.system),
      failed: sum('failed'),
      responseTimeP95Ms: p95Of(steady),
      startDelayP99Ms: delays?.quantile(0.99)?.value ?? null,
      memoryMb,
    };
  } finally {
    await whole.system.stop();
  }
}

function loadOf({ users, usersPerVu }: UsersOptions): PlannedLoad {
  return {
    name: 'users',
    load: { model: 'closed', users, usersPerVu, thinkTimeMs: (users / RATE_PER_SEC) * 1000 },
    generatorProcesses: Math.ceil(users / usersPerVu / VUS_PER_PROCESS),
    phases: [
      {
        name: 'ramp-up',
        kind: 'ramp-up',
        durationMs: rampUpMs(users, { leastMs: 0, startedPerSec: STARTED_USERS_PER_SEC }),
      },
      { name: 'settling', kind: 'warm-up', durationMs: SETTLING_MS },
      { name: 'steady', kind: 'steady', durationMs: STEADY_MS },
    ],
  };
}

function residentMb(generators: readonly GeneratorPart[]): number {
  const memory = generators.map(({ pid }) =>
    parseResidentMemory(readFileSync(`/proc/${pid}/status`, 'utf8')),
  );
  return memory.reduce((sum, { privateBytes, sharedBytes }) => sum + privateBytes + sharedBytes, 0) / 1e6;
}

/** Responses to users, by the servers' own count. */
async function servedBy({ servers }: System): Promise<number> {
  const isOfUsers = (route: string) => !/^GET \/(metrics|health)/.test(route);
  const counts = await Promise.all(servers.map((server) => servedRequests(server, isOfUsers)));
  return counts.reduce((sum, count) => sum + count, 0);
}
