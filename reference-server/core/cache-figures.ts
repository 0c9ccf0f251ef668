import { Counter, Gauge, type Registry } from 'prom-client';

/** Figures of a server's cache, other than its lookups. */
export type CacheFigures = {
  /** reads that waited for another load of the same key, since the start */
  loadsShared: () => number;
  /** null: no memory tier */
  memory: {
    entries: () => number;
    /** age of the oldest value served since the last call */
    takeAgeMostMs: () => number;
  } | null;
};

/** Registers metrics that are computed when they are scraped. */
export function registerCacheFigures(registry: Registry, { loadsShared, memory }: CacheFigures): void {
  const registers = [registry];
  new Counter({
    name: 'cache_loads_shared_total',
    help: 'Reads that waited for another load of the same key',
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
    help: 'Age of the oldest value served from the memory tier since the last scrape, in ms',
    registers,
    collect() {
      this.set(memory.takeAgeMostMs());
    },
  });
}
