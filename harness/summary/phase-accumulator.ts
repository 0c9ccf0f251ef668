import { type HistogramSecond, isOfPage } from '../model/histogram.ts';
import type { Indicator } from '../model/indicator.ts';
import { isJudged, loadIn, type PlannedLoad } from '../model/load.ts';
import type { Run, RunPhase } from '../model/run.ts';
import type { CacheOutcomes, Outcomes, PhaseSummary } from '../model/summary.ts';
import type { ClientSecond, TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { GeneratorWatch } from './generator-watch.ts';
import { ARRIVAL_SLACK_SEC } from './limits.ts';
import { wholeSeconds } from './load-window.ts';
import { addLookups, contentLookups } from './lookups.ts';
import { Mean } from './mean.ts';
import { isGenerator } from './parts.ts';
import { PhaseRequests } from './phase-requests.ts';
import { SeriesBuilder } from './phase-series.ts';
import { ResourceAccumulator } from './resource-figures.ts';
import { RouteTimes } from './route-times.ts';
import { SelectedSeriesBuilder } from './selected-series.ts';
import { StatementTimes } from './statement-times.ts';
import { usersAlive } from './users-alive.ts';

export function outcomesOf(client: ClientSecond): Outcomes {
  const { attempted, correct, failed, refused, droppedIterations: dropped } = client;
  return { attempted, correct, failed, refused, dropped };
}

/**
 * Numbers of requests and arrivals that differ by no more than this share count as equal, because they are counted at slightly different
 * moments.
 */
const MOST_UNEVEN = 0.01;

/** A phase that ended this much earlier than planned was cut short because the run ended. */
const CUT_SHORT_MS = 500;

/** Facts about a phase that are only known after all seconds of the run. */
export type WholeRunFacts = Pick<
  PhaseSummary,
  'intendedStartUnknown' | 'silences' | 'clockStepMs' | 'partLives'
>;

/** What the accumulator needs: the run, the phase, and the indicators that select series beyond those kept for every run. */
export type PhaseContext = {
  run: Pick<Run, 'profile' | 'sessionFamily'>;
  phase: RunPhase;
  upperBoundsMs: readonly number[];
  indicators: readonly Indicator[];
};

/** A second in which the generator reported, and its virtual users then: all that is kept of it, because a phase may last for hours. */
type ObservedSecond = Pick<ClientSecond, 'users'> & { second: number };

/** Folds the seconds of one phase. */
export class PhaseAccumulator {
  readonly #phase: RunPhase;
  readonly #load: PlannedLoad['load'] | undefined;
  readonly #offeredRatePerSec: number | null;
  readonly #plannedMs: number;
  /** the requests that were due in the phase */
  readonly requests: PhaseRequests;
  readonly #clients: ObservedSecond[] = [];
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
  readonly #sessionFamily: string | null;
  readonly #selected: SelectedSeriesBuilder;
  /** arrivals that ended in its seconds, or were due in it if the generator reports that */
  #arrivals: { ended: number; isByDue: boolean } | null = null;

  constructor({ run, phase, upperBoundsMs, indicators }: PhaseContext) {
    this.#phase = phase;
    this.requests = new PhaseRequests(phase);
    const planned = run.profile.loads.find(({ name }) => name === phase.load);
    const plannedPhase = planned?.phases.find(({ name }) => name === phase.name);
    const load = planned && loadIn(planned, plannedPhase ?? {});
    this.#load = load;
    this.#plannedMs = plannedPhase?.durationMs ?? 0;
    this.#offeredRatePerSec = load?.model === 'open' ? load.arrivalRatePerSec : null;
    this.#queryTimeMs = new BucketHistogram(upperBoundsMs);
    this.#poolWaitMs = new BucketHistogram(upperBoundsMs);
    this.#series = new SeriesBuilder(upperBoundsMs);
    this.#generator = new GeneratorWatch(load);
    const { sessionFamily } = run;
    this.#sessionFamily = sessionFamily;
    const selected = isJudged(phase.kind) ? indicators : [];
    this.#selected = new SelectedSeriesBuilder(selected, { phase, upperBoundsMs, sessionFamily });
  }

  addSecond(second: TimelineSecond): void {
    if (second.client) this.#clients.push({ second: second.second, users: second.client.users });
    this.#routeTimes.addSecond(second);
    this.#statementTimes.addSecond(second);
    this.#resources.addSecond(second);
    for (const server of second.servers) {
      this.#poolWaitMs.add(server.poolWaitMs);
      for (const increase of Object.values(server.queryTimeMs)) this.#queryTimeMs.add(increase);
    }
    const content = contentLookups(second, this.#sessionFamily);
    for (const [family, lookups] of content) addLookups(this.#cacheByFamily, family, lookups);
    this.#series.addSecond(second, content.values());
    this.#selected.addSecond(second);
    this.#generator.addSecond(second);
    const generators = second.processes.filter(({ name }) => isGenerator(name));
    if (generators.length > 0) {
      this.#generatorCpuCores.add(generators.reduce((sum, { cpuCores }) => sum + cpuCores, 0));
    }
    if (second.machine) this.#machineCpuUtilization.add(second.machine.cpuUtilization);
  }

  usersAliveIn({ users }: Pick<ClientSecond, 'users'>): number {
    return usersAlive(this.#load, users);
  }

  /** A line of the phase's own seconds. */
  addHistogram(line: HistogramSecond): void {
    if (!isOfPage(line)) this.#routeTimes.addHistogram(line);
  }

  /** A line of requests that were due in the phase. */
  addDue(line: HistogramSecond): void {
    if (!isOfPage(line)) this.requests.addHistogram(line);
    this.#selected.addHistogram(line);
  }

  /** Arrivals that ended: those that were due in the phase, or those that ended in one of its seconds. */
  addArrivals(ended: number, { isByDue }: { isByDue: boolean }): void {
    this.#arrivals = { ended: (this.#arrivals?.ended ?? 0) + ended, isByDue };
  }

  finish({ intendedStartUnknown, silences, clockStepMs, partLives }: WholeRunFacts): PhaseSummary {
    const { name, kind, startMs, endMs } = this.#phase;
    const { first, end } = wholeSeconds(this.#phase);
    const clients = this.#clients.toSorted((a, b) => a.second - b.second);
    const isStartKnown = intendedStartUnknown === null;
    const how = { isStartKnown, isCutShort: endMs - startMs < this.#plannedMs - CUT_SHORT_MS };
    const { requests, answers, ...ofRequests } = this.requests.finish(how);
    const observedSeconds = clients.map(({ second }) => second);
    const arrivals = this.#arrivalsOf(ofRequests.outcomes, clients);
    const kept = isJudged(kind) ? { requests, answers } : { requests: [], answers: [] };
    return {
      name,
      kind,
      startMs,
      endMs,
      observedSeconds: clients.length,
      expectedSeconds: end - first,
      offeredRatePerSec: this.#offeredRatePerSec,
      planned: this.#planned(end - first, arrivals.isByDue),
      arrivals: arrivals.begun,
      ...ofRequests,
      intendedStartUnknown,
      goodputPerSec: observedSeconds.map((second) => this.requests.correctIn(second)),
      users: clients.map((client) => this.usersAliveIn(client)),
      queryTimeMs: this.#queryTimeMs.toIncrease(),
      poolWaitMs: this.#poolWaitMs.toIncrease(),
      cacheByFamily: Object.fromEntries(this.#cacheByFamily),
      generatorCpuCores: this.#generatorCpuCores.value,
      machineCpuUtilization: this.#machineCpuUtilization.value,
      series: { ...kept, ...this.#series.finish() },
      selected: this.#selected.finish({ ...how, observedSeconds }),
      ...this.#generator.finish(),
      silences,
      clockStepMs,
      partLives,
      routeTimes: this.#routeTimes.finish(isStartKnown),
      statementTimes: this.#statementTimes.finish(),
      resources: this.#resources.finish(),
    };
  }

  /**
   * Arrivals that began. If each sends one request, the number of requests is best, because requests report when they were due. Otherwise
   * the arrivals that ended plus those under way. If it is known when arrivals were due, as many are under way as requests were never
   * answered. If not, as many as the increase in busy users from the beginning of the phase to its end.
   */
  #arrivalsOf(
    { attempted, owed }: PhaseSummary['outcomes'],
    clients: readonly ObservedSecond[],
  ): { begun: number; isByDue: boolean } {
    const told = this.#arrivals;
    const busyAt = (index: number) => clients.at(index)?.users ?? 0;
    const underWay = told?.isByDue ? owed : busyAt(-1) - busyAt(0);
    const begun = told === null ? attempted : Math.max(0, Math.min(attempted, told.ended + underWay));
    const slack = (this.#offeredRatePerSec ?? 0) * ARRIVAL_SLACK_SEC;
    return attempted <= begun * (1 + MOST_UNEVEN) + slack
      ? { begun: attempted, isByDue: this.requests.isByDue }
      : { begun, isByDue: told!.isByDue };
  }

  /** If arrivals are known by the phase in which they were due, only the first and the last are in doubt. */
  #planned(wholeSecondsOfPhase: number, isByDue: boolean): PhaseSummary['planned'] {
    const ratePerSec = this.#offeredRatePerSec;
    if (ratePerSec === null) return null;
    const { startMs, endMs } = this.#phase;
    return isByDue
      ? { arrivals: Math.floor((ratePerSec * (endMs - startMs)) / 1000), slack: 1 }
      : { arrivals: ratePerSec * wholeSecondsOfPhase, slack: ratePerSec * ARRIVAL_SLACK_SEC };
  }
}
