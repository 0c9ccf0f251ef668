import type { PlannedLoad } from '../model/load.ts';
import type { GeneratorUse, PhaseSummary } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { isGenerator } from './parts.ts';
import { usersAlive } from './users-alive.ts';

type Use = { seconds: number; cpuSum: number; coresAllowed: number | null };

/** The most cores that a generator process could use. */
export function coresOf({ coresAllowed }: GeneratorUse, machineCores: number): number {
  return Math.min(machineCores, coresAllowed ?? machineCores);
}

/** Collects the generator's own condition in one phase: CPU, virtual users, connections. */
export class GeneratorWatch {
  readonly #load: PlannedLoad['load'] | undefined;
  readonly #processes = new Map<string, Use>();
  #usersInUse: PhaseSummary['usersInUse'] = null;
  #connections: PhaseSummary['connections'] = null;

  constructor(load: PlannedLoad['load'] | undefined) {
    this.#load = load;
  }

  addSecond({ client, processes }: TimelineSecond): void {
    const generators = processes.filter(({ name }) => isGenerator(name));
    for (const { name, cpuCores, coresAllowed } of generators) {
      const use = this.#processes.get(name) ?? { seconds: 0, cpuSum: 0, coresAllowed: null };
      use.seconds++;
      use.cpuSum += cpuCores;
      if (coresAllowed !== undefined)
        use.coresAllowed = Math.min(coresAllowed, use.coresAllowed ?? coresAllowed);
      this.#processes.set(name, use);
    }
    if (!client) return;
    if (this.#load?.model === 'open') this.#addUsers(client.users, client.usersMax ?? 0);
    else if (generators.length > 0 && generators.every(({ openFiles }) => openFiles !== null)) {
      const openFiles = generators.reduce((sum, each) => sum + (each.openFiles ?? 0), 0);
      this.#addConnections(client.users, openFiles);
    }
  }

  finish(): Pick<PhaseSummary, 'generators' | 'usersInUse' | 'connections'> {
    return {
      generators: [...this.#processes]
        .map(
          ([process, { seconds, cpuSum, coresAllowed }]): GeneratorUse => ({
            process,
            cpuCoresMean: cpuSum / seconds,
            coresAllowed,
          }),
        )
        .sort((a, b) => (a.process < b.process ? -1 : 1)),
      usersInUse: this.#usersInUse,
      connections: this.#connections,
    };
  }

  #addUsers(busy: number, made: number): void {
    if (made === 0) return;
    const most = this.#usersInUse;
    if (most === null || busy / made > most.busy / most.made) this.#usersInUse = { busy, made };
  }

  #addConnections(vus: number, openFiles: number): void {
    if (vus === 0) return;
    const fewest = this.#connections;
    if (fewest === null || openFiles / vus < fewest.openFiles / fewest.vus)
      this.#connections = { users: usersAlive(this.#load, vus), vus, openFiles };
  }
}
