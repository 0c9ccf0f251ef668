import type { ClosedLoad, OpenLoad, PlannedLoad } from '../model/load.ts';

/** How long after its planned end a load waits for responses that are still on their way. */
const OPEN_GRACEFUL_STOP = '11s'; // longer than a user waits for a response (10 s); ends as soon as the last has come
const CLOSED_GRACEFUL_STOP = '3s'; // by now nothing is sent any more, and users who think would be waited for in vain

/**
 * An arrival needs a free VU. With two seconds' worth of them a system may stall for two seconds, and the stall is measured;
 * beyond that arrivals are dropped, and nothing can be said about them. 1,200 a second: 2,400 VUs, about 0.6 GB.
 */
const VUS_PER_ARRIVAL_PER_SEC = 2;
const MIN_OPEN_VUS = 100;

/** One k6 process: its part of the schedule, and the client addresses of its own. */
export type K6Process = {
  name: string;
  segment: { share: string; sequence: string } | null;
  /** as --local-ips takes it; an address for each VU */
  localIps: string;
};

/** What k6 is told about one load. */
export type K6Plan = {
  /** k6's options, for --config */
  options: object;
  /** what the scenario reads as __ENV */
  scenarioEnv: Record<string, string>;
  processes: K6Process[];
  /** that each process limits itself to */
  coresPerProcess: number;
  /** for k6's own runtime */
  runtimeEnv: Record<string, string>;
};

/** What there is to share between the system and its generator. */
export type MachineSize = { cores: number; memoryBytes: number };

/**
 * Of a machine's cores, shared by the generator's processes, one each at least. With all of them Go's scheduler looks for work on
 * every idle core and wakes threads there, which costs the servers more than the generator gains (docs/adr/0055).
 */
const GENERATOR_CORE_SHARE = 0.5;

/**
 * Go's collector takes every idle core while it marks, and so slows down the servers beside it: p95 is a hundred times what it was,
 * for a second (docs/adr/0055). A load of single requests makes much garbage among few VUs, so its k6 may let this share
 * of the machine's memory pile up before it collects: at 1,200 requests a second and 24 GB, the garbage of 100 s. The
 * closed load makes little and holds much: there Go's own setting is right.
 */
const OPEN_MEMORY_SHARE = 0.4;

/** Turns a load into what k6 understands by it. "VU" is k6's word for whoever sends requests, one at a time. */
export function planK6(planned: PlannedLoad, randomSeed: number, machine: MachineSize): K6Plan {
  const { name, load, phases, generatorProcesses } = planned;
  const durationMs = phases.reduce((sum, phase) => sum + phase.durationMs, 0);
  const vus = load.model === 'open' ? openVus(load) : load.users;
  const memoryLimitBytes = Math.floor((machine.memoryBytes * OPEN_MEMORY_SHARE) / generatorProcesses);
  const coresPerProcess = Math.max(
    1,
    Math.floor((machine.cores * GENERATOR_CORE_SHARE) / generatorProcesses),
  );
  return {
    coresPerProcess,
    runtimeEnv: {
      GOMAXPROCS: String(coresPerProcess),
      ...(load.model === 'open' && { GOGC: 'off', GOMEMLIMIT: String(memoryLimitBytes) }),
    },
    options: {
      scenarios: { [name]: load.model === 'open' ? arrivals(load, durationMs) : population(load, planned) },
      systemTags: [], // k6's own metrics need no series of their own per route
      noConnectionReuse: false,
      noVUConnectionReuse: false,
      maxRedirects: 0,
      userAgent: 'proofload',
    },
    scenarioEnv: {
      LOAD_DURATION_MS: String(durationMs),
      RANDOM_SEED: String(randomSeed),
      USERS: String(vus),
      ARRIVAL_RATE_PER_SEC: load.model === 'open' ? String(load.arrivalRatePerSec) : '0',
      THINK_TIME_MS: load.model === 'closed' ? String(load.thinkTimeMs) : '0',
    },
    processes: Array.from({ length: generatorProcesses }, (_, index) => ({
      name: generatorProcesses === 1 ? 'k6' : `k6-${index + 1}`,
      segment: generatorProcesses === 1 ? null : segmentOf(index, generatorProcesses),
      localIps: localIps(index, Math.ceil(vus / generatorProcesses)),
    })),
  };
}

function openVus({ arrivalRatePerSec }: OpenLoad): number {
  return Math.max(MIN_OPEN_VUS, Math.ceil(arrivalRatePerSec * VUS_PER_ARRIVAL_PER_SEC));
}

/** maxVUs equals preAllocatedVUs: a VU made in the middle of a run costs arrivals. */
function arrivals(load: OpenLoad, durationMs: number) {
  return {
    executor: 'constant-arrival-rate',
    exec: 'arrival',
    // k6 takes whole numbers: arrivals in a thousand seconds keep three decimals of the rate.
    rate: Math.round(load.arrivalRatePerSec * 1000),
    timeUnit: '1000s',
    duration: `${durationMs}ms`,
    preAllocatedVUs: openVus(load),
    maxVUs: openVus(load),
    gracefulStop: OPEN_GRACEFUL_STOP,
  };
}

function population(load: ClosedLoad, { phases }: PlannedLoad) {
  return {
    executor: 'ramping-vus',
    exec: 'user',
    startVUs: 0,
    stages: phases.map(({ durationMs }) => ({ duration: `${durationMs}ms`, target: load.users })),
    gracefulRampDown: '0s',
    gracefulStop: CLOSED_GRACEFUL_STOP,
  };
}

function segmentOf(index: number, count: number) {
  const edge = (i: number) => (i === 0 ? '0' : i === count ? '1' : `${i}/${count}`);
  const sequence = Array.from({ length: count + 1 }, (_, i) => edge(i)).join(',');
  return { share: `${edge(index)}:${edge(index + 1)}`, sequence };
}

/** Every address below 127/8 is the loopback's, so each process takes a block of 65,536, beginning with 127.1.0.0. */
function localIps(processIndex: number, count: number): string {
  const last = Math.min(count, 65_535);
  const block = `127.${1 + processIndex}`;
  return `${block}.0.1-${block}.${last >> 8}.${last & 255}`;
}
