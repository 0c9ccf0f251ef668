import type { HistogramSecond } from '../model/histogram.ts';
import type { Run, RunPhase } from '../model/run.ts';
import type { CacheOutcomes, Outcomes, PhaseSummary } from '../model/summary.ts';
import type { ClientSecond, TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { GeneratorWatch } from './generator-watch.ts';
import { ARRIVAL_SLACK_SEC } from './limits.ts';
import { wholeSeconds } from './load-window.ts';
import { Mean } from './mean.ts';
import { isGenerator, isJudged } from './parts.ts';
import { PhaseRequests } from './phase-requests.ts';
import { SeriesBuilder } from './phase-series.ts';
import { ResourceAccumulator } from './resource-figures.ts';
import { RouteTimes } from './route-times.ts';
import { StatementTimes } from './statement-times.ts';

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

/** A phase that ended so much earlier than planned was ended with its run. */
const CUT_SHORT_MS = 500;

/** What is known of a phase only when all seconds of the run have been seen. */
export type WholeRunFacts = Pick<
  PhaseSummary,
  'intendedStartUnknown' | 'silences' | 'clockStepMs' | 'partLives'
>;

/** Folds the seconds of one phase. */
export class PhaseAccumulator {
  readonly #phase: RunPhase;
  readonly #offeredRatePerSec: number | null;
  readonly #plannedMs: number;
  /** of the requests that were due in the phase */
  readonly requests: PhaseRequests;
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
    this.requests = new PhaseRequests(phase);
    const planned = run.profile.loads.find(({ name }) => name === phase.load);
    const load = planned?.load;
    this.#plannedMs = planned?.phases.find(({ name }) => name === phase.name)?.durationMs ?? 0;
    this.#offeredRatePerSec = load?.model === 'open' ? load.arrivalRatePerSec : null;
    this.#queryTimeMs = new BucketHistogram(upperBoundsMs);
    this.#poolWaitMs = new BucketHistogram(upperBoundsMs);
    this.#series = new SeriesBuilder(upperBoundsMs);
    this.#generator = new GeneratorWatch(load?.model === 'open');
  }

  addSecond(second: TimelineSecond): void {
    if (second.client) this.#clients.push({ second: second.second, client: second.client });
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
    this.#routeTimes.addHistogram(line);
  }

  finish({ intendedStartUnknown, silences, clockStepMs, partLives }: WholeRunFacts): PhaseSummary {
    const { name, kind, startMs, endMs } = this.#phase;
    const { first, end } = wholeSeconds(this.#phase);
    const clients = this.#clients.toSorted((a, b) => a.second - b.second);
    const isStartKnown = intendedStartUnknown === null;
    const { requests, answers, ...ofRequests } = this.requests.finish({
      isStartKnown,
      isCutShort: endMs - startMs < this.#plannedMs - CUT_SHORT_MS,
    });
    const kept = isJudged(kind) ? { requests, answers } : { requests: [], answers: [] };
    return {
      name,
      kind,
      startMs,
      endMs,
      observedSeconds: clients.length,
      expectedSeconds: end - first,
      offeredRatePerSec: this.#offeredRatePerSec,
      planned: this.#planned(end - first),
      ...ofRequests,
      intendedStartUnknown,
      goodputPerSec: clients.map(({ second }) => this.requests.correctIn(second)),
      users: clients.map(({ client }) => client.users),
      queryTimeMs: this.#queryTimeMs.toIncrease(),
      poolWaitMs: this.#poolWaitMs.toIncrease(),
      cacheByFamily: Object.fromEntries(this.#cacheByFamily),
      generatorCpuCores: this.#generatorCpuCores.value,
      machineCpuUtilization: this.#machineCpuUtilization.value,
      series: { ...kept, ...this.#series.finish() },
      ...this.#generator.finish(),
      silences,
      clockStepMs,
      partLives,
      routeTimes: this.#routeTimes.finish(isStartKnown),
      statementTimes: this.#statementTimes.finish(),
      resources: this.#resources.finish(),
    };
  }

  /** Where a request is known by the phase it was due in, only the first and the last arrival are in doubt. */
  #planned(wholeSecondsOfPhase: number): PhaseSummary['planned'] {
    const ratePerSec = this.#offeredRatePerSec;
    if (ratePerSec === null) return null;
    const { startMs, endMs } = this.#phase;
    return this.requests.isByDue
      ? { arrivals: Math.floor((ratePerSec * (endMs - startMs)) / 1000), slack: 1 }
      : { arrivals: ratePerSec * wholeSecondsOfPhase, slack: ratePerSec * ARRIVAL_SLACK_SEC };
  }
}
