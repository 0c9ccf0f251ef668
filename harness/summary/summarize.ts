import { type HistogramSecond, isOfPage } from '../model/histogram.ts';
import { type GaugeIndicator, type Indicator, isOfClient } from '../model/indicator.ts';
import { isJudged } from '../model/load.ts';
import type { Run, RunPhase } from '../model/run.ts';
import type { SessionsEnded } from '../model/sessions-ended.ts';
import type { PhaseSummary, SecondShare, Summary, SummarySecond } from '../model/summary.ts';
import type { BucketIncrease, ClientSecond, TimelineHeader, TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ClockSteps } from './clock-steps.ts';
import { DroppedArrivals } from './dropped-arrivals.ts';
import { gaugeIn } from './gauges.ts';
import {
  JudgedTotals,
  newRequestTimes,
  percentilesOf,
  quantileBound,
  quantilesOf,
  type RequestTimes,
} from './judged-totals.ts';
import { wholeSeconds } from './load-window.ts';
import { lookupsIn } from './lookups.ts';
import { PartLives } from './part-lives.ts';
import { outcomesOf, PhaseAccumulator } from './phase-accumulator.ts';
import { overPhases } from './route-times.ts';
import { withSessionsOf } from './sessions-ended.ts';
import { SourceLog } from './source-log.ts';

type SummarizedRun = Pick<Run, 'phases' | 'profile' | 'events' | 'targets' | 'sessionFamily'>;

/** From the median to the longest. */
const USUAL_QUANTILES = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

/** The usual quantiles, and those that targets promise. */
function shownQuantiles(indicators: readonly Indicator[]): number[] {
  const promised = indicators.flatMap((indicator) =>
    isOfClient(indicator) && indicator.statistic === 'quantile' ? [indicator.q] : [],
  );
  return [...new Set([...USUAL_QUANTILES, ...promised])].toSorted((a, b) => a - b);
}

const PEAK_IN_USE: GaugeIndicator = {
  source: 'gauge',
  gauge: 'pool-connections',
  where: { state: 'peakInUse' },
  statistic: 'maximum',
};

type PhaseInProgress = { phase: RunPhase; accumulator: PhaseAccumulator };

/**
 * Folds timeline.ndjson and histograms.ndjson, line by line and in any order, into the Summary of a run. Its memory grows
 * with the seconds of the run, not with its requests.
 *
 * A second counts for a phase only if it lies wholly inside it: the seconds in which one phase ends and the next begins
 * belong to neither.
 */
export class Summarizer {
  readonly #upperBoundsMs: readonly number[];
  readonly #quantiles: number[];
  readonly #phases: PhaseInProgress[];
  readonly #judged: JudgedTotals;
  readonly #seconds = new Map<number, SummarySecond>();
  readonly #times = new Map<number, RequestTimes>();
  readonly #sources: SourceLog;
  readonly #dropped: DroppedArrivals;
  readonly #clock = new ClockSteps();
  readonly #partLives: PartLives;
  readonly #sessionFamily: string | null;
  #sessionsEnded: SessionsEnded | null = null;

  /** @param measures indicators to measure in addition to those of the run's targets */
  constructor(run: SummarizedRun, header: TimelineHeader, measures: readonly Indicator[] = []) {
    this.#upperBoundsMs = header.serverHistogramUpperBoundsMs;
    this.#quantiles = shownQuantiles(run.targets.map(({ indicator }) => indicator));
    this.#judged = new JudgedTotals(this.#upperBoundsMs, this.#quantiles);
    this.#sources = new SourceLog(run);
    this.#partLives = new PartLives(run);
    this.#dropped = new DroppedArrivals(run.phases);
    this.#sessionFamily = run.sessionFamily;
    const indicators = [...run.targets.map(({ indicator }) => indicator), ...measures];
    this.#phases = run.phases.map((phase) => ({
      phase,
      accumulator: new PhaseAccumulator({ run, phase, upperBoundsMs: this.#upperBoundsMs, indicators }),
    }));
  }

  addSecond(second: TimelineSecond): void {
    const own = this.#phaseOf(second.second);
    own?.accumulator.addSecond(second);
    if (second.client) this.#addRequests(second.second, second.client);
    if (own && isJudged(own.phase.kind)) this.#judged.addSecond(second);
    this.#seconds.set(second.second, this.#pointOf(second, own));
    this.#sources.addSecond(second);
    this.#partLives.addSecond(second);
    this.#dropped.add(second.second, second.client?.droppedIterations ?? 0);
    this.#sessionsEnded = withSessionsOf(this.#sessionsEnded, second);
    if (second.clockOffsetMs != null) this.#clock.add(second.second, second.clockOffsetMs);
  }

  addHistogram(line: HistogramSecond): void {
    const own = this.#phaseOf(line.second);
    own?.accumulator.addHistogram(line);
    this.#duePhase(line)?.accumulator.addDue(line);
    if (isOfPage(line)) return;
    if (own && isJudged(own.phase.kind)) this.#judged.addHistogram(line);
    if (line.failed) return; // a failure does not belong among the times of answers
    let times = this.#times.get(line.second);
    if (!times) {
      times = newRequestTimes();
      this.#times.set(line.second, times);
    }
    times[line.metric].mergeEncoded(line.histogram);
  }

  finish(): Summary {
    const phases = this.#phases.map((each) => this.#finishPhase(each));
    const judged = phases.filter(({ kind }) => isJudged(kind));
    return {
      serverHistogramUpperBoundsMs: [...this.#upperBoundsMs],
      quantiles: this.#quantiles,
      phases,
      seconds: [...this.#seconds.values()]
        .toSorted((a, b) => a.second - b.second)
        .map((point) => ({ ...point, ...this.#percentilesAt(point.second) })),
      routes: this.#judged.routes(judged.every((phase) => phase.intendedStartUnknown === null)),
      statements: this.#judged.statements(),
      processes: this.#judged.processes(),
      routeTimes: overPhases(judged),
      sessionsEnded: this.#sessionsEnded,
    };
  }

  #finishPhase({ phase, accumulator }: PhaseInProgress): PhaseSummary {
    return accumulator.finish({
      intendedStartUnknown: this.#dropped.intendedStartUnknown(phase),
      silences: this.#sources.silences(phase),
      clockStepMs: this.#clock.largestIn(wholeSeconds(phase)),
      partLives: this.#partLives.in(phase),
    });
  }

  /**
   * Adds requests to the phase in which they were due. If the run does not record that, to the phase of their second, or else as late
   * answers to the phase before.
   */
  #addRequests(second: number, client: ClientSecond): void {
    const own = this.#phaseOf(second);
    this.#addArrivals(own, client);
    if (client.byPhase) {
      let dropped = client.droppedIterations;
      for (const [name, counts] of Object.entries(client.byPhase)) {
        this.#named(name)?.accumulator.requests.addCounts(second, counts, { isByDue: true });
        dropped -= counts.dropped;
      }
      // If a schedule has several phases, k6 does not report in which of them a dropped arrival was due.
      own?.accumulator.requests.addDropped(dropped);
      return;
    }
    const counts = { ...outcomesOf(client), failedByReason: client.failedByReason };
    if (own) own.accumulator.requests.addCounts(second, counts, { isByDue: false });
    else {
      const before = this.#phases.findLast(({ phase }) => second >= wholeSeconds(phase).end);
      before?.accumulator.requests.addLateAnswers(client.completed - client.attempted);
    }
  }

  /** Adds arrivals to the phase in which they were due if that is recorded, otherwise to the phase of their second. */
  #addArrivals(own: PhaseInProgress | undefined, { arrivals, byPhase = {} }: ClientSecond): void {
    if (arrivals === undefined) return;
    const told = Object.entries(byPhase).flatMap(([name, counts]) =>
      counts.arrivals === undefined ? [] : [[name, counts.arrivals] as const],
    );
    for (const [name, ended] of told) this.#named(name)?.accumulator.addArrivals(ended, { isByDue: true });
    if (told.length === 0) own?.accumulator.addArrivals(arrivals, { isByDue: false });
  }

  #duePhase({ phase, second }: HistogramSecond): PhaseInProgress | undefined {
    return phase === undefined ? this.#phaseOf(second) : this.#named(phase);
  }

  #named(name: string): PhaseInProgress | undefined {
    return this.#phases.find(({ phase }) => phase.name === name);
  }

  #percentilesAt(
    second: number,
  ): Pick<SummarySecond, 'responseTimeMs' | 'serviceTimeMs' | 'startDelayMs' | 'quantilesMs'> | null {
    const times = this.#times.get(second);
    if (!times) return null;
    const isStartKnown = this.#dropped.isStartKnown(second);
    return {
      responseTimeMs: isStartKnown ? percentilesOf(times.responseTimeMs) : null,
      serviceTimeMs: percentilesOf(times.serviceTimeMs),
      startDelayMs: isStartKnown ? percentilesOf(times.startDelayMs) : null,
      quantilesMs: isStartKnown ? quantilesOf(times.responseTimeMs, this.#quantiles) : null,
    };
  }

  #phaseOf(second: number) {
    return this.#phases.find(({ phase }) => {
      const { first, end } = wholeSeconds(phase);
      return second >= first && second < end;
    });
  }

  #pointOf(second: TimelineSecond, own: PhaseInProgress | undefined): SummarySecond {
    const { client, servers, database, processes, machine } = second;
    const pools = servers.flatMap(({ pool }) => pool ?? []);
    const isSeen = pools.length > 0;
    return {
      second: second.second,
      phase: own?.phase.name ?? null,
      outcomes: client && outcomesOf(client),
      users: client && (own?.accumulator.usersAliveIn(client) ?? client.users),
      responseTimeMs: null,
      serviceTimeMs: null,
      startDelayMs: null,
      quantilesMs: null,
      hitRatio: ratioOf(lookupsIn(second, this.#sessionFamily)),
      poolInUse: isSeen ? pools.reduce((sum, { total, idle }) => sum + total - idle, 0) : null,
      poolPeakInUse: gaugeIn(second, PEAK_IN_USE),
      poolWaiting: isSeen ? pools.reduce((sum, { waiting }) => sum + waiting, 0) : null,
      poolWaitP95Ms: this.#p95Bound(servers.map((server) => server.poolWaitMs)),
      queryTimeP95Ms: this.#p95Bound(servers.flatMap((server) => Object.values(server.queryTimeMs))),
      queriesPerSec: database?.queries ?? null,
      cpuCoresByProcess: Object.fromEntries(processes.map(({ name, cpuCores }) => [name, cpuCores])),
      machineCpuUtilization: machine?.cpuUtilization ?? null,
    };
  }

  #p95Bound(increases: BucketIncrease[]): number | null {
    const merged = new BucketHistogram(this.#upperBoundsMs);
    for (const increase of increases) merged.add(increase);
    return quantileBound(merged, 0.95, this.#upperBoundsMs);
  }
}

/** Null without trials. */
function ratioOf({ successes, trials }: SecondShare): number | null {
  return trials === 0 ? null : successes / trials;
}
