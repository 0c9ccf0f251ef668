import type { ResourceFigures } from '../model/summary.ts';
import type {
  CacheSecond,
  DatabaseSecond,
  MachineSecond,
  ServerSecond,
  TimelineSecond,
} from '../model/timeline.ts';
import { Mean } from './mean.ts';
import { ServerFigures } from './server-figures.ts';

const POSTGRES = 'postgres';
const REDIS = /^redis(-\d+)?$/;
const NGINX = 'nginx';
const SERVER = /^server-\d+$/;

/** Folds the seconds of one phase into figures of its resources. */
export class ResourceAccumulator {
  #seconds = 0;
  readonly #machine = {
    cpuUtilization: new Mean(),
    leastAvailableBytes: Number.POSITIVE_INFINITY,
    swappedPages: new Mean(),
    cpuPressure: new Mean(),
    ioPressure: new Mean(),
    memoryPressure: new Mean(),
  };
  readonly #balancer = { cpuCores: new Mean(), busiest: new Mean(), dropped: null as number | null };
  readonly #servers = new ServerFigures();
  readonly #database = {
    cpuCores: new Mean(),
    running: new Mean(),
    lock: new Mean(),
    lightweightLock: new Mean(),
    io: new Mean(),
    other: new Mean(),
    queries: 0,
    executionMs: 0,
    blockReadMs: new Mean(),
    blockWriteMs: new Mean(),
    isSeen: false,
  };
  readonly #cache = {
    cpuCores: new Mean(),
    commandMs: new Mean(),
    byCommand: new Map<string, { calls: number; totalMs: number }>(),
    seconds: 0,
    evictedKeys: 0,
    rejectedConnections: 0,
    failedLookups: 0,
    usedMemoryMaxBytes: null as number | null,
  };

  addSecond({ servers, database, cache, processes, machine, balancer }: TimelineSecond): void {
    this.#seconds++;
    if (machine) this.#addMachine(machine);
    if (balancer) this.#balancer.dropped = (this.#balancer.dropped ?? 0) + balancer.droppedConnections;
    if (database) this.#addDatabase(database);
    if (cache) this.#addCache(cache);
    if (servers.length > 0) this.#servers.addSecond(servers);
    this.#cache.failedLookups += servers.reduce((sum, server) => sum + failedLookups(server), 0);
    for (const { name, cpuCores, busiestCpuCores = cpuCores } of processes) {
      if (SERVER.test(name)) this.#servers.addCpu(name, cpuCores);
      else if (name === POSTGRES) this.#database.cpuCores.add(cpuCores);
      else if (REDIS.test(name) && cache?.cpuCores === undefined) this.#cache.cpuCores.add(cpuCores);
      else if (name === NGINX) {
        this.#balancer.cpuCores.add(cpuCores);
        this.#balancer.busiest.add(busiestCpuCores);
      }
    }
  }

  finish(): ResourceFigures {
    return {
      machine: this.#machineFigures(),
      balancer: this.#balancerFigures(),
      eventLoop: this.#servers.eventLoop(),
      pool: this.#servers.pool(),
      database: this.#databaseFigures(),
      cache: this.#cacheFigures(),
    };
  }

  #addMachine({ cpuUtilization, availableBytes, swappedPages, pressure }: MachineSecond): void {
    const figures = this.#machine;
    figures.cpuUtilization.add(cpuUtilization);
    figures.leastAvailableBytes = Math.min(figures.leastAvailableBytes, availableBytes);
    if (swappedPages !== undefined) figures.swappedPages.add(swappedPages);
    if (!pressure) return;
    figures.cpuPressure.add(pressure.cpu);
    figures.ioPressure.add(pressure.io);
    figures.memoryPressure.add(pressure.memory);
  }

  #addDatabase({ backends, queries, executionTimeMs, blockReadMs, blockWriteMs }: DatabaseSecond): void {
    const figures = this.#database;
    figures.isSeen = true;
    if (backends) {
      for (const state of ['running', 'lock', 'lightweightLock', 'io', 'other'] as const) {
        figures[state].add(backends[state] / backends.looks);
      }
    }
    figures.queries += queries ?? 0;
    figures.executionMs += executionTimeMs ?? 0;
    if (blockReadMs !== undefined) figures.blockReadMs.add(blockReadMs);
    if (blockWriteMs !== undefined) figures.blockWriteMs.add(blockWriteMs);
  }

  #addCache(cache: CacheSecond): void {
    const figures = this.#cache;
    figures.seconds++;
    figures.evictedKeys += cache.evictedKeys;
    figures.rejectedConnections += cache.rejectedConnections ?? 0;
    figures.usedMemoryMaxBytes = Math.max(figures.usedMemoryMaxBytes ?? 0, cache.usedMemoryBytes);
    // For a cluster, take the busiest node: three nodes at 40% are not one at 120%.
    const { cpuCores, commandMs } = cache.busiestNode ?? cache;
    if (cpuCores !== undefined) figures.cpuCores.add(cpuCores);
    if (commandMs !== undefined) figures.commandMs.add(commandMs);
    if (!cache.busiestCommand) return;
    const { name, calls, totalMs } = cache.busiestCommand;
    const sum = figures.byCommand.get(name) ?? { calls: 0, totalMs: 0 };
    figures.byCommand.set(name, { calls: sum.calls + calls, totalMs: sum.totalMs + totalMs });
  }

  #machineFigures(): ResourceFigures['machine'] {
    const { cpuUtilization, leastAvailableBytes, swappedPages, ...pressure } = this.#machine;
    if (cpuUtilization.value === null) return null;
    return {
      cpuUtilization: cpuUtilization.value,
      leastAvailableBytes,
      swappedPagesPerSec: swappedPages.value,
      cpuPressure: pressure.cpuPressure.value,
      ioPressure: pressure.ioPressure.value,
      memoryPressure: pressure.memoryPressure.value,
    };
  }

  #balancerFigures(): ResourceFigures['balancer'] {
    const { cpuCores, busiest, dropped } = this.#balancer;
    if (cpuCores.value === null || busiest.value === null) return null;
    return { cpuCores: cpuCores.value, busiestWorkerCpuCores: busiest.value, droppedConnections: dropped };
  }

  #databaseFigures(): ResourceFigures['database'] {
    const { isSeen, cpuCores, running, lock, lightweightLock, io, other, ...figures } = this.#database;
    if (!isSeen) return null;
    const [a, b, c, d, e] = [running.value, lock.value, lightweightLock.value, io.value, other.value];
    const areBackendsSeen = a !== null && b !== null && c !== null && d !== null && e !== null;
    return {
      cpuCores: cpuCores.value,
      backends: areBackendsSeen ? { running: a, lock: b, lightweightLock: c, io: d, other: e } : null,
      executionMeanMs: figures.queries === 0 ? null : figures.executionMs / figures.queries,
      blockReadMsPerSec: figures.blockReadMs.value,
      blockWriteMsPerSec: figures.blockWriteMs.value,
    };
  }

  #cacheFigures(): ResourceFigures['cache'] {
    const { seconds, cpuCores, commandMs, byCommand, evictedKeys, rejectedConnections, failedLookups } =
      this.#cache;
    if (seconds === 0 && failedLookups === 0) return null;
    const [busiest] = [...byCommand].sort(([, x], [, y]) => y.totalMs - x.totalMs);
    return {
      cpuCores: cpuCores.value,
      commandUtilization: commandMs.value === null ? null : Math.min(1, commandMs.value / 1000),
      busiestCommand: busiest ? { name: busiest[0], meanMs: busiest[1].totalMs / busiest[1].calls } : null,
      answeredShare: seconds / this.#seconds,
      evictedKeys,
      failedLookups,
      rejectedConnections,
      usedMemoryMaxBytes: this.#cache.usedMemoryMaxBytes,
    };
  }
}

function failedLookups({ cacheLookups }: ServerSecond): number {
  return Object.values(cacheLookups).reduce((sum, { error }) => sum + error, 0);
}
