import { Counter, Gauge, type Registry } from 'prom-client';

/** What a server knows about its cache, besides single lookups. */
export type CacheFigures = {
  /** reads that waited for another load of the same key, since the start */
  loadsShared: () => number;
  /** null: there is no memory tier */
  memory: {
    entries: () => number;
    /** age of the oldest value served since this was last asked */
    takeAgeMostMs: () => number;
  } | null;
};

/** Figures that are computed when they are asked for. */
export function registerCacheFigures(registry: Registry, { loadsShared, memory }: CacheFigures): void {
  const registers = [registry];
  new Counter({
    name: 'cache_loads_shared_total',
    help: 'Reads that waited for the load of another one of the same key',
    registers,
    collect() {
      this.reset();
      this.inc(loadsShared());
    },
  });
  if (memory === null) return;
  new Gauge({
    name: 'cache_memory_entries',
    help: 'Values in the memory tier',
    registers,
    collect() {
      this.set(memory.entries());
    },
  });
  new Gauge({
    name: 'cache_memory_age_most_ms',
    help: 'Age of the oldest value that the memory tier answered with since the last scrape, in ms',
    registers,
    collect() {
      this.set(memory.takeAgeMostMs());
    },
  });
}
