import {
  type ClosedLoad,
  loadIn,
  type OpenLoad,
  type PlannedLoad,
  type PlannedPhase,
  usersPerVuOf,
} from '../model/load.ts';
import { durationOf, type Schedule, schedulesOf } from './schedules.ts';

/** How long after its planned end a load waits for responses that are still on their way. */
const OPEN_GRACEFUL_STOP = '11s'; // longer than a user waits for a response (10 s); ends as soon as the last has come
const CLOSED_GRACEFUL_STOP = '3s'; // nothing is sent any more, and waiting for users who think would be in vain

/**
 * An arrival needs a free VU. With two seconds' worth of VUs, a stall of two seconds can be measured; beyond that, arrivals are
 * dropped and their times are unknown. 1,200 a second: 2,400 VUs, about 0.6 GB.
 */
export const VUS_PER_ARRIVAL_PER_SEC = 2;
const MIN_OPEN_VUS = 100;

/** One k6 process: its part of the schedule, and its own client addresses. */
export type K6Process = {
  name: string;
  segment: { share: string; sequence: string } | null;
  /** as --local-ips takes it; an address for each VU */
  localIps: string;
};

/** How every request of k6 is sent. */
const CLIENT_OPTIONS = {
  noConnectionReuse: false,
  noVUConnectionReuse: false,
  noCookiesReset: true, // k6's cookies are not used, and it would make a jar for each iteration
} as const;

/** One load in the form of k6's settings. */
export type K6Plan = {
  /** k6's options, for --config */
  options: { scenarios: Record<string, { env: Record<string, string> }> } & Record<string, unknown>;
  /** what the scenario reads as __ENV */
  scenarioEnv: Record<string, string>;
  processes: K6Process[];
  /** to which each process limits itself */
  coresPerProcess: number;
  /** for k6's own runtime */
  runtimeEnv: Record<string, string>;
};

/** The resources that the system and its generator share, as harness/telemetry/machine-limits.ts reads them. */
export type MachineSize = {
  /** that may be used at the same time; can be a fraction */
  cores: number;
  /** all of it */
  memoryBytes: number;
  /** the part that is still available */
  availableBytes: number;
};

/**
 * The share of a machine's cores for all processes of the generator; each gets at least one. With all cores, Go's scheduler would look
 * for work on every idle core and wake threads there, which costs the servers more than the generator gains (docs/adr/0055).
 */
const GENERATOR_CORE_SHARE = 0.5;

/**
 * The share of the machine's memory for all processes of a load. Go collects no garbage until it is full, because k6 is late with
 * everything while Go marks (docs/adr/0055). With 24 GB, an open load of 1,200 requests a second fills its share in two minutes, around a
 * small live heap. 30,000 users keep about 3 GB alive in the end (95 KB each), and the garbage of a run fits into the rest, because the garbage
 * of creating them was collected before the load began.
 */
const MEMORY_SHARE = { open: 0.5, closed: 0.75 } as const;

/**
 * The garbage that a request leaves (20 KB), and the memory that a VU takes together with the garbage of creating it (300 KB at most), both
 * rounded up. If the first figure is a little too large, k6 begins a second later; if it is too small, k6 asks the kernel for the rest
 * under load.
 */
const GARBAGE_BYTES_PER_REQUEST = 25_000;
const BYTES_PER_VU = 320_000;

/** The memory of a k6 without VUs: its own code, the bundled scenario and its metrics. */
const BYTES_PER_PROCESS = 150e6;

/** Beyond this share of its limit Go gives memory back to the kernel. */
const KEPT_SHARE_OF_LIMIT = 0.95;

/** The usable share of the available memory, and the memory by which the system grows under load: backends, and requests in servers. */
const SHARE_OF_AVAILABLE = 0.85;
const SYSTEM_GROWTH_BYTES = 250e6;

/** Translates a load into k6's terms. "VU" (virtual user) is k6's word for something that sends requests, one at a time. */
export function planK6(planned: PlannedLoad, randomSeed: number, machine: MachineSize): K6Plan {
  const { load, generatorProcesses } = planned;
  const vus = connectionsOf(planned);
  const memoryLimitBytes = Math.floor(
    Math.min(
      machine.memoryBytes * MEMORY_SHARE[load.model],
      Math.max(
        machine.availableBytes * SHARE_OF_AVAILABLE - SYSTEM_GROWTH_BYTES,
        generatorNeedsBytes(planned), // below it Go would do nothing but collect
      ),
    ) / generatorProcesses,
  );
  const coresPerProcess = Math.max(
    1,
    Math.floor((machine.cores * GENERATOR_CORE_SHARE) / generatorProcesses),
  );
  return {
    coresPerProcess,
    runtimeEnv: {
      GOMAXPROCS: String(coresPerProcess),
      GOGC: 'off',
      GOMEMLIMIT: String(memoryLimitBytes),
      PROOFLOAD_RESERVE_BYTES: String(reserveBytes(planned, memoryLimitBytes)),
    },
    options: {
      scenarios: Object.fromEntries(
        schedulesOf(planned).map((schedule) => [schedule.name, scenarioOf(planned, schedule)]),
      ),
      systemTags: ['scenario'], // the only tag of an arrival that k6 drops; requests only have the extension's own tags
      ...CLIENT_OPTIONS,
    },
    scenarioEnv: {
      RANDOM_SEED: String(randomSeed),
      USERS: String(load.model === 'closed' ? load.users : vus),
      USERS_PER_VU: String(usersPerVuOf(load)),
      THINK_TIME_MS: load.model === 'closed' ? String(load.thinkTimeMs) : '0',
    },
    processes: Array.from({ length: generatorProcesses }, (_, index) => ({
      name: generatorProcesses === 1 ? 'k6' : `k6-${index + 1}`,
      segment: generatorProcesses === 1 ? null : segmentOf(index, generatorProcesses),
      localIps: localIps(index, Math.ceil(vus / generatorProcesses)),
    })),
  };
}

/** What k6 does once, besides a load: its options, and the addresses of its VUs as --local-ips takes them. */
export type K6Once = { options: object; localIps: string };

const GIVES_UP_AFTER_SEC = 10;
/** An iteration is a few requests; the first request is tried three times. */
const LONGEST_ITERATION_SEC = 60;

/**
 * Plans requests that are sent before a load: some users carry out iterations, each from its own address.
 * @param requests of an iteration, at most
 */
export function planOnce(name: string, vus: number, iterations: number, requests = 3): K6Once {
  const longestSec = Math.max(LONGEST_ITERATION_SEC, requests * GIVES_UP_AFTER_SEC);
  const maxDuration = `${longestSec * Math.ceil(iterations / vus)}s`;
  return {
    options: {
      scenarios: { [name]: { executor: 'shared-iterations', vus, iterations, maxDuration } },
      ...CLIENT_OPTIONS,
    },
    localIps: localIps(0, vus),
  };
}

/** The memory that each process sets aside for its requests: what they use up, but no more than it may keep in addition to its VUs. */
function reserveBytes(planned: PlannedLoad, memoryLimitBytes: number): number {
  const { generatorProcesses } = planned;
  const usedUpBytes = (requestsOf(planned) * GARBAGE_BYTES_PER_REQUEST) / generatorProcesses;
  const besideVusBytes =
    memoryLimitBytes * KEPT_SHARE_OF_LIMIT - (connectionsOf(planned) * BYTES_PER_VU) / generatorProcesses;
  return Math.max(0, Math.floor(Math.min(usedUpBytes, besideVusBytes)));
}

/** The least memory with which a load can be offered: that of its VUs and its processes, however often they collect garbage. */
export function generatorNeedsBytes(planned: PlannedLoad): number {
  return connectionsOf(planned) * BYTES_PER_VU + planned.generatorProcesses * BYTES_PER_PROCESS;
}

/** The option that makes a load fit into `bytes`, e.g. "--rate 400"; null when none does. */
export function mostThatFits({ load, generatorProcesses }: PlannedLoad, bytes: number): string | null {
  const vus = mostConnectionsWithin(bytes, generatorProcesses);
  if (load.model === 'closed') return vus < 1 ? null : `--users ${vus * usersPerVuOf(load)}`;
  return vus < MIN_OPEN_VUS ? null : `--rate ${Math.floor(vus / VUS_PER_ARRIVAL_PER_SEC)}`;
}

/** How many users of the generator, each with a connection, fit into `bytes`; negative if not even its processes do. */
export function mostConnectionsWithin(bytes: number, generatorProcesses = 1): number {
  return Math.floor((bytes - generatorProcesses * BYTES_PER_PROCESS) / BYTES_PER_VU);
}

/** About how many requests a load will send in total. Users are assumed never to wait for a response. */
export function requestsOf(planned: PlannedLoad): number {
  const { requestsPerArrival = 1 } = planned;
  const inPhase = (phase: PlannedPhase) => {
    const load = loadIn(planned, phase);
    const perSec =
      load.model === 'open' ? load.arrivalRatePerSec : load.users / (Math.max(1, load.thinkTimeMs) / 1000);
    return (requestsPerArrival * perSec * phase.durationMs) / 1000;
  };
  return planned.phases.reduce((sum, phase) => sum + inPhase(phase), 0);
}

/** One for each VU: each keeps a connection of its own. While a level of an open load begins, that before it awaits its last responses. */
export function connectionsOf(planned: PlannedLoad): number {
  const { load } = planned;
  if (load.model === 'closed') return Math.ceil(load.users / usersPerVuOf(load));
  const judged = schedulesOf(planned).filter(({ isJudged }) => isJudged);
  const vus = judged.map(({ phases }) => openVus(loadIn(planned, phases[0]!) as OpenLoad));
  return Math.max(openVus(load), ...vus.map((own, index) => own + (vus[index - 1] ?? 0)));
}

function openVus({ arrivalRatePerSec }: OpenLoad): number {
  return Math.max(MIN_OPEN_VUS, Math.ceil(arrivalRatePerSec * VUS_PER_ARRIVAL_PER_SEC));
}

function scenarioOf(planned: PlannedLoad, schedule: Schedule) {
  const load = loadIn(planned, schedule.phases[0]!);
  return {
    ...(load.model === 'open' ? arrivals(load, schedule) : population(planned, schedule)),
    startTime: `${schedule.startMs}ms`,
    env: {
      ARRIVAL_RATE_PER_SEC: load.model === 'open' ? String(load.arrivalRatePerSec) : '0',
      SCHEDULE_DURATION_MS: String(durationOf(schedule.phases)),
      PHASES: JSON.stringify(phaseEnds(schedule.phases)),
    },
  };
}

/** The ends of the phases on the schedule's own clock, in the extension's format. */
function phaseEnds(phases: readonly PlannedPhase[]): { name: string; endMs: number }[] {
  return phases.map(({ name }, index) => ({ name, endMs: durationOf(phases.slice(0, index + 1)) }));
}

/**
 * maxVUs equals preAllocatedVUs: creating a VU in the middle of a run costs arrivals. Requests in flight when a warm-up ends are cut
 * off: they would keep VUs from the schedule that is judged.
 */
function arrivals(load: OpenLoad, { phases, isJudged }: Schedule) {
  return {
    executor: 'constant-arrival-rate',
    exec: 'arrival',
    // k6 takes whole numbers: arrivals in a thousand seconds keep three decimals of the rate.
    rate: Math.round(load.arrivalRatePerSec * 1000),
    timeUnit: '1000s',
    duration: `${durationOf(phases)}ms`,
    preAllocatedVUs: openVus(load),
    maxVUs: openVus(load),
    gracefulStop: isJudged ? OPEN_GRACEFUL_STOP : '0s',
  };
}

function population(planned: PlannedLoad, { phases }: Schedule) {
  const usersIn = (phase: PlannedPhase) => (loadIn(planned, phase) as ClosedLoad).users;
  return {
    executor: 'ramping-vus',
    exec: 'user',
    startVUs: 0,
    stages: phases.map((phase) => ({
      duration: `${phase.durationMs}ms`,
      target: Math.ceil(usersIn(phase) / usersPerVuOf(planned.load)),
    })),
    gracefulRampDown: '0s',
    gracefulStop: CLOSED_GRACEFUL_STOP,
  };
}

function segmentOf(index: number, count: number) {
  const edge = (i: number) => (i === 0 ? '0' : i === count ? '1' : `${i}/${count}`);
  const sequence = Array.from({ length: count + 1 }, (_, i) => edge(i)).join(',');
  return { share: `${edge(index)}:${edge(index + 1)}`, sequence };
}

/** Every address in 127/8 is a loopback address, so each process takes a block of 65,536, beginning with 127.1.0.0. */
function localIps(processIndex: number, count: number): string {
  const last = Math.min(count, 65_535);
  return `${firstAddress(processIndex)}-127.${1 + processIndex}.${last >> 8}.${last & 255}`;
}

/** The address of the first user of a process. */
export function firstAddress(processIndex: number): string {
  return `127.${1 + processIndex}.0.1`;
}
