import type { HistogramSecond } from '../model/histogram.ts';
import type { Run, RunPhase } from '../model/run.ts';
import type { CacheOutcomes, Summary, SummarySecond } from '../model/summary.ts';
import type { BucketIncrease, TimelineHeader, TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { JudgedTotals, percentilesOf, quantileBound } from './judged-totals.ts';
import { isJudged } from './parts.ts';
import { contentLookups, outcomesOf, PhaseAccumulator, wholeSeconds } from './phase-accumulator.ts';

type SecondTimes = Record<'responseTimeMs' | 'serviceTimeMs', ExponentialHistogram>;

/**
 * Folds timeline.ndjson and histograms.ndjson, line by line and in any order, into the Summary of a run. What it keeps grows
 * with the seconds of the run, never with its requests.
 *
 * A second counts for a phase only if it lies wholly inside it: the seconds in which one phase ends and the next begins
 * belong to neither.
 */
export class Summarizer {
  readonly #upperBoundsMs: readonly number[];
  readonly #phases: { phase: RunPhase; accumulator: PhaseAccumulator }[];
  readonly #judged: JudgedTotals;
  readonly #seconds = new Map<number, SummarySecond>();
  readonly #times = new Map<number, SecondTimes>();

  constructor(run: Run, header: TimelineHeader) {
    this.#upperBoundsMs = header.serverHistogramUpperBoundsMs;
    this.#judged = new JudgedTotals(this.#upperBoundsMs);
    this.#phases = run.phases.map((phase) => ({
      phase,
      accumulator: new PhaseAccumulator(run, phase, this.#upperBoundsMs),
    }));
  }

  addSecond(second: TimelineSecond): void {
    const own = this.#phaseOf(second.second);
    own?.accumulator.addSecond(second);
    if (own && isJudged(own.phase.kind)) this.#judged.addSecond(second);
    this.#seconds.set(second.second, this.#pointOf(second, own?.phase.name ?? null));
  }

  addHistogram(line: HistogramSecond): void {
    const own = this.#phaseOf(line.second);
    own?.accumulator.addHistogram(line);
    if (own && isJudged(own.phase.kind)) this.#judged.addHistogram(line);
    if (line.metric === 'startDelayMs') return;
    let times = this.#times.get(line.second);
    if (!times) {
      times = { responseTimeMs: new ExponentialHistogram(), serviceTimeMs: new ExponentialHistogram() };
      this.#times.set(line.second, times);
    }
    times[line.metric].mergeEncoded(line.histogram);
  }

  finish(): Summary {
    return {
      serverHistogramUpperBoundsMs: [...this.#upperBoundsMs],
      phases: this.#phases.map(({ accumulator }) => accumulator.finish()),
      seconds: [...this.#seconds.values()]
        .toSorted((a, b) => a.second - b.second)
        .map((point) => {
          const times = this.#times.get(point.second);
          if (!times) return point;
          const [responseTimeMs, serviceTimeMs] = [times.responseTimeMs, times.serviceTimeMs].map(
            percentilesOf,
          );
          return { ...point, responseTimeMs: responseTimeMs ?? null, serviceTimeMs: serviceTimeMs ?? null };
        }),
      routes: this.#judged.routes(),
      statements: this.#judged.statements(),
      processes: this.#judged.processes(),
    };
  }

  #phaseOf(second: number) {
    return this.#phases.find(({ phase }) => {
      const { first, end } = wholeSeconds(phase);
      return second >= first && second < end;
    });
  }

  #pointOf(second: TimelineSecond, phase: string | null): SummarySecond {
    const { client, servers, database, processes, machine } = second;
    const isSeen = servers.length > 0;
    return {
      second: second.second,
      phase,
      outcomes: client && outcomesOf(client),
      users: client?.users ?? null,
      responseTimeMs: null,
      serviceTimeMs: null,
      hitRatio: hitRatio([...contentLookups(second).values()]),
      poolInUse: isSeen ? servers.reduce((sum, { pool }) => sum + pool.total - pool.idle, 0) : null,
      poolWaiting: isSeen ? servers.reduce((sum, { pool }) => sum + pool.waiting, 0) : null,
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

/** Share of lookups that were hits; an error is a lookup that the cache did not answer. Null without lookups. */
function hitRatio(families: CacheOutcomes[]): number | null {
  let [hits, lookups] = [0, 0];
  for (const { hit, miss, error } of families) {
    hits += hit;
    lookups += hit + miss + error;
  }
  return lookups === 0 ? null : hits / lookups;
}
