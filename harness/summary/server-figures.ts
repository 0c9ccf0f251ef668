import type { ResourceFigures } from '../model/summary.ts';
import type { ServerSecond } from '../model/timeline.ts';
import { Mean } from './mean.ts';

type Loop = { utilization: Mean; delayP99Ms: Mean; cpuCores: Mean };

/** Folds the seconds of a phase into figures of the servers' event loops and connection pools. */
export class ServerFigures {
  readonly #loops = new Map<string, Loop>();
  readonly #pool = {
    max: new Mean(),
    inUse: new Mean(),
    waiting: new Mean(),
    loans: 0,
    waitMs: 0,
    timeouts: 0,
  };
  /** null as soon as one server does not report it */
  #lentMs: number | null = 0;

  addSecond(servers: readonly ServerSecond[]): void {
    const sum = (figure: (server: ServerSecond) => number) =>
      servers.reduce((total, server) => total + figure(server), 0);
    const pool = this.#pool;
    const isLentKnown = servers.every(({ poolLentMs }) => poolLentMs !== undefined);
    const lentMs = isLentKnown ? sum(({ poolLentMs = 0 }) => poolLentMs) : null;
    const waitMs = sum(({ poolWaitMs }) => poolWaitMs.sum);
    if (servers.some((server) => server.pool !== null)) {
      pool.max.add(sum((server) => server.pool?.max ?? 0));
      pool.inUse.add(
        lentMs === null
          ? sum((server) => (server.pool ? server.pool.total - server.pool.idle : 0))
          : lentMs / 1000,
      );
    }
    pool.waiting.add(waitMs / 1000); // from time spent waiting: sampling once a second misses a queue that recurs every second
    pool.loans += sum(({ poolWaitMs }) => poolWaitMs.counts.reduce((total, count) => total + count, 0));
    pool.waitMs += waitMs;
    pool.timeouts += sum(({ poolTimeouts = 0 }) => poolTimeouts);
    this.#lentMs = lentMs === null || this.#lentMs === null ? null : this.#lentMs + lentMs;
    for (const { name, eventLoopDelayP99Ms, eventLoopUtilization } of servers) {
      const loop = this.#loopOf(name);
      if (eventLoopDelayP99Ms !== null) loop.delayP99Ms.add(eventLoopDelayP99Ms);
      if (eventLoopUtilization != null) loop.utilization.add(eventLoopUtilization);
    }
  }

  addCpu(server: string, cpuCores: number): void {
    this.#loopOf(server).cpuCores.add(cpuCores);
  }

  /** The event loop with the longest delay, because its requests are the ones that wait. */
  eventLoop(): ResourceFigures['eventLoop'] {
    let worst: ResourceFigures['eventLoop'] = null;
    for (const [server, { utilization, delayP99Ms, cpuCores }] of this.#loops) {
      const delay = delayP99Ms.value;
      if (delay === null || (worst !== null && delay <= worst.delayP99Ms)) continue;
      worst = { server, utilization: utilization.value, delayP99Ms: delay, cpuCores: cpuCores.value };
    }
    return worst;
  }

  pool(): ResourceFigures['pool'] {
    const { max, inUse, waiting, loans, waitMs, timeouts } = this.#pool;
    if (max.value === null || inUse.value === null || waiting.value === null) return null;
    return {
      max: max.value,
      inUse: inUse.value,
      waiting: waiting.value,
      loans,
      waitMeanMs: loans === 0 ? 0 : waitMs / loans,
      lentMeanMs: this.#lentMs === null || loans === 0 ? null : this.#lentMs / loans,
      timeouts,
    };
  }

  #loopOf(server: string): Loop {
    let loop = this.#loops.get(server);
    if (!loop) {
      loop = { utilization: new Mean(), delayP99Ms: new Mean(), cpuCores: new Mean() };
      this.#loops.set(server, loop);
    }
    return loop;
  }
}
