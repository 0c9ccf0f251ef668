import type { HistogramSecond } from '../model/histogram.ts';
import type { Run, RunPhase } from '../model/run.ts';
import type { CacheOutcomes, Outcomes, PhaseSummary } from '../model/summary.ts';
import type { ClientSecond, TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { isGenerator } from './parts.ts';

/**
 * The server counts its sessions' lookups in this family. One is made with every request and nearly all are hits, so they
 * would flatter the ratio of content: sessions are left out of it.
 */
const SESSION_FAMILY = 'user_session';

export function outcomesOf(client: ClientSecond): Outcomes {
  const { attempted, correct, failed, refused, droppedIterations: dropped } = client;
  return { attempted, correct, failed, refused, dropped };
}

/** Lookups of one second by content family, over all servers. */
export function contentLookups(second: TimelineSecond): Map<string, CacheOutcomes> {
  const byFamily = new Map<string, CacheOutcomes>();
  for (const { cacheLookups } of second.servers) {
    for (const [family, { hit, miss, error }] of Object.entries(cacheLookups)) {
      if (family === SESSION_FAMILY) continue;
      addLookups(byFamily, family, { hit, miss, error });
    }
  }
  return byFamily;
}

function addLookups(byFamily: Map<string, CacheOutcomes>, family: string, more: CacheOutcomes): void {
  const sum = byFamily.get(family) ?? { hit: 0, miss: 0, error: 0 };
  byFamily.set(family, {
    hit: sum.hit + more.hit,
    miss: sum.miss + more.miss,
    error: sum.error + more.error,
  });
}

/** Epoch seconds that lie wholly inside a phase: from `first` up to, but not with, `end`. */
export function wholeSeconds(phase: { startMs: number; endMs: number }): { first: number; end: number } {
  const first = Math.ceil(phase.startMs / 1000);
  return { first, end: Math.max(first, Math.floor(phase.endMs / 1000)) };
}

/** A mean that is null until something was added. */
export class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

/** Folds the seconds of one phase. */
export class PhaseAccumulator {
  readonly #phase: RunPhase;
  readonly #offeredRatePerSec: number | null;
  readonly #outcomes: Outcomes = { attempted: 0, correct: 0, failed: 0, refused: 0, dropped: 0 };
  readonly #failedByReason = new Map<string, number>();
  readonly #histograms = {
    responseTimeMs: new ExponentialHistogram(),
    serviceTimeMs: new ExponentialHistogram(),
    startDelayMs: new ExponentialHistogram(),
  };
  readonly #clients: { second: number; client: ClientSecond }[] = [];
  readonly #queryTimeMs: BucketHistogram;
  readonly #poolWaitMs: BucketHistogram;
  readonly #cacheByFamily = new Map<string, CacheOutcomes>();
  readonly #generatorCpuCores = new Mean();
  readonly #machineCpuUtilization = new Mean();

  constructor(run: Run, phase: RunPhase, upperBoundsMs: readonly number[]) {
    this.#phase = phase;
    const load = run.profile.loads.find(({ name }) => name === phase.load)?.load;
    this.#offeredRatePerSec = load?.model === 'open' ? load.arrivalRatePerSec : null;
    this.#queryTimeMs = new BucketHistogram(upperBoundsMs);
    this.#poolWaitMs = new BucketHistogram(upperBoundsMs);
  }

  addSecond(second: TimelineSecond): void {
    if (second.client) this.#addClient(second.second, second.client);
    for (const server of second.servers) {
      this.#poolWaitMs.add(server.poolWaitMs);
      for (const increase of Object.values(server.queryTimeMs)) this.#queryTimeMs.add(increase);
    }
    for (const [family, lookups] of contentLookups(second)) addLookups(this.#cacheByFamily, family, lookups);
    const generators = second.processes.filter(({ name }) => isGenerator(name));
    if (generators.length > 0) {
      this.#generatorCpuCores.add(generators.reduce((sum, { cpuCores }) => sum + cpuCores, 0));
    }
    if (second.machine) this.#machineCpuUtilization.add(second.machine.cpuUtilization);
  }

  addHistogram({ metric, histogram }: HistogramSecond): void {
    this.#histograms[metric].mergeEncoded(histogram);
  }

  finish(): PhaseSummary {
    const { name, kind, startMs, endMs } = this.#phase;
    const { first, end } = wholeSeconds(this.#phase);
    const clients = this.#clients.toSorted((a, b) => a.second - b.second).map(({ client }) => client);
    return {
      name,
      kind,
      startMs,
      endMs,
      observedSeconds: clients.length,
      expectedSeconds: end - first,
      offeredRatePerSec: this.#offeredRatePerSec,
      outcomes: this.#outcomes,
      failedByReason: Object.fromEntries(this.#failedByReason),
      responseTimeMs: this.#histograms.responseTimeMs.encode(),
      serviceTimeMs: this.#histograms.serviceTimeMs.encode(),
      startDelayMs: this.#histograms.startDelayMs.encode(),
      goodputPerSec: clients.map(({ correct }) => correct),
      attemptedPerSec: clients.map(({ attempted }) => attempted),
      users: clients.map(({ users }) => users),
      queryTimeMs: this.#queryTimeMs.toIncrease(),
      poolWaitMs: this.#poolWaitMs.toIncrease(),
      cacheByFamily: Object.fromEntries(this.#cacheByFamily),
      generatorCpuCores: this.#generatorCpuCores.value,
      machineCpuUtilization: this.#machineCpuUtilization.value,
    };
  }

  #addClient(second: number, client: ClientSecond): void {
    this.#clients.push({ second, client });
    const { attempted, correct, failed, refused, dropped } = outcomesOf(client);
    this.#outcomes.attempted += attempted;
    this.#outcomes.correct += correct;
    this.#outcomes.failed += failed;
    this.#outcomes.refused += refused;
    this.#outcomes.dropped += dropped;
    for (const [reason, count] of Object.entries(client.failedByReason)) {
      this.#failedByReason.set(reason, (this.#failedByReason.get(reason) ?? 0) + count);
    }
  }
}
