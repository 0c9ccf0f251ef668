import type { HistogramSecond } from '../model/histogram.ts';
import type { Run, RunPhase } from '../model/run.ts';
import type { CacheOutcomes, Outcomes, PhaseSummary } from '../model/summary.ts';
import type { ClientSecond, TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { ResourceAccumulator } from './blame/resource-figures.ts';
import { RouteTimes } from './blame/route-times.ts';
import { StatementTimes } from './blame/statement-times.ts';
import { GeneratorWatch } from './generator-watch.ts';
import { wholeSeconds } from './load-window.ts';
import { Mean } from './mean.ts';
import { isGenerator } from './parts.ts';
import { SeriesBuilder } from './phase-series.ts';

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

/** What is known of a phase only when all seconds of the run have been seen. */
export type WholeRunFacts = Pick<
  PhaseSummary,
  'intendedStartUnknown' | 'silences' | 'clockStepMs' | 'partLives'
> & {
  /** by second of the phase, in order */
  responseTimeMs: PhaseSummary['series']['responseTimeMs'];
};

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
  readonly #series: SeriesBuilder;
  readonly #generator: GeneratorWatch;
  readonly #routeTimes = new RouteTimes();
  readonly #statementTimes = new StatementTimes();
  readonly #resources = new ResourceAccumulator();

  constructor(run: Pick<Run, 'profile'>, phase: RunPhase, upperBoundsMs: readonly number[]) {
    this.#phase = phase;
    const load = run.profile.loads.find(({ name }) => name === phase.load)?.load;
    this.#offeredRatePerSec = load?.model === 'open' ? load.arrivalRatePerSec : null;
    this.#queryTimeMs = new BucketHistogram(upperBoundsMs);
    this.#poolWaitMs = new BucketHistogram(upperBoundsMs);
    this.#series = new SeriesBuilder(upperBoundsMs);
    this.#generator = new GeneratorWatch(load?.model === 'open');
  }

  addSecond(second: TimelineSecond): void {
    if (second.client) this.#addClient(second.second, second.client);
    this.#routeTimes.addSecond(second);
    this.#statementTimes.addSecond(second);
    this.#resources.addSecond(second);
    for (const server of second.servers) {
      this.#poolWaitMs.add(server.poolWaitMs);
      for (const increase of Object.values(server.queryTimeMs)) this.#queryTimeMs.add(increase);
    }
    const content = contentLookups(second);
    for (const [family, lookups] of content) addLookups(this.#cacheByFamily, family, lookups);
    this.#series.addSecond(second, content.values());
    this.#generator.addSecond(second);
    const generators = second.processes.filter(({ name }) => isGenerator(name));
    if (generators.length > 0) {
      this.#generatorCpuCores.add(generators.reduce((sum, { cpuCores }) => sum + cpuCores, 0));
    }
    if (second.machine) this.#machineCpuUtilization.add(second.machine.cpuUtilization);
  }

  addHistogram(line: HistogramSecond): void {
    this.#histograms[line.metric].mergeEncoded(line.histogram);
    this.#routeTimes.addHistogram(line);
  }

  finish({
    intendedStartUnknown,
    silences,
    clockStepMs,
    partLives,
    responseTimeMs,
  }: WholeRunFacts): PhaseSummary {
    const { name, kind, startMs, endMs } = this.#phase;
    const { first, end } = wholeSeconds(this.#phase);
    const clients = this.#clients.toSorted((a, b) => a.second - b.second).map(({ client }) => client);
    const isStartKnown = intendedStartUnknown === null;
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
      intendedStartUnknown,
      responseTimeMs: isStartKnown ? this.#histograms.responseTimeMs.encode() : null,
      serviceTimeMs: this.#histograms.serviceTimeMs.encode(),
      startDelayMs: isStartKnown ? this.#histograms.startDelayMs.encode() : null,
      goodputPerSec: clients.map(({ correct }) => correct),
      attemptedPerSec: clients.map(({ attempted }) => attempted),
      users: clients.map(({ users }) => users),
      queryTimeMs: this.#queryTimeMs.toIncrease(),
      poolWaitMs: this.#poolWaitMs.toIncrease(),
      cacheByFamily: Object.fromEntries(this.#cacheByFamily),
      generatorCpuCores: this.#generatorCpuCores.value,
      machineCpuUtilization: this.#machineCpuUtilization.value,
      series: { ...this.#series.finish(), responseTimeMs: isStartKnown ? responseTimeMs : [] },
      ...this.#generator.finish(),
      silences,
      clockStepMs,
      partLives,
      routeTimes: this.#routeTimes.finish(isStartKnown),
      statementTimes: this.#statementTimes.finish(),
      resources: this.#resources.finish(),
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
