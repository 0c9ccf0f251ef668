import { FAULT_KINDS, faultSpellsOf, sourceOfPart } from '../model/fault.ts';
import type { Run, RunPhase } from '../model/run.ts';
import type { SourceSilence } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { isWithin, type SecondRange, wholeSeconds, window } from './load-window.ts';
import { GENERATOR, isGenerator, isReporterOf } from './parts.ts';

type RunFacts = Pick<Run, 'phases' | 'events'>;

type Source = Pick<SourceSilence, 'kind' | 'source'> & { seconds: Set<number> };

/** Records in which seconds each source of figures reported. */
export class SourceLog {
  readonly #run: RunFacts;
  readonly #sources = new Map<string, Source>();

  constructor(run: RunFacts) {
    this.#run = run;
    this.#sourceOf('generator', GENERATOR);
  }

  addSecond({
    second,
    client,
    servers,
    database,
    cache,
    balancer,
    processes,
    machine,
  }: TimelineSecond): void {
    const heard = (kind: SourceSilence['kind'], source: string) =>
      this.#sourceOf(kind, source).seconds.add(second);
    if (client) heard('generator', GENERATOR);
    for (const process of client?.reportedBy ?? []) heard('generator', process);
    for (const { name } of servers) heard('server', name);
    for (const { name } of processes) heard('process', name);
    if (database) heard('database', 'database');
    if (cache) heard('cache', 'cache');
    if (balancer) heard('balancer', 'balancer');
    if (machine) heard('machine', 'machine');
  }

  /** The sources that should have reported in a phase, each with its longest silence, in the order in which they first reported. */
  silences(phase: RunPhase): SourceSilence[] {
    return [...this.#sources.values()]
      .filter((source) => this.#isExpected(source, phase))
      .map((source) => ({
        kind: source.kind,
        source: source.source,
        ...longestSilence(source.seconds, wholeSeconds(phase), absencesOf(this.#run, source)),
      }));
  }

  /**
   * A source that reported once should keep reporting; a process of the generator, only as long as its load lasts. Its reports
   * contain the name of its load, and its last report may be filed under the first second of the next load.
   */
  #isExpected({ kind, source, seconds }: Source, phase: RunPhase): boolean {
    if (kind === 'generator') return source === GENERATOR || isReporterOf(phase.load, source);
    if (kind !== 'process' || !isGenerator(source)) return true;
    const ofLoad = window(this.#run.phases.filter(({ load }) => load === phase.load));
    return [...seconds].some((second) => isWithin(second, ofLoad));
  }

  #sourceOf(kind: SourceSilence['kind'], source: string): Source {
    const key = `${kind} ${source}`;
    let known = this.#sources.get(key);
    if (!known) {
      known = { kind, source, seconds: new Set() };
      this.#sources.set(key, known);
    }
    return known;
  }
}

/**
 * A part that a fault took away is not expected to report until it is back and was sampled twice: figures are differences of two samples.
 */
function absencesOf({ events }: RunFacts, source: Source): SecondRange[] {
  return faultSpellsOf(events)
    .filter(({ action, part }) => FAULT_KINDS[action].isAway && isSourceOf(part, source))
    .map(({ toldMs, endMs }) => ({
      first: Math.floor(toldMs / 1000),
      end: Math.ceil(endMs / 1000) + SECONDS_TO_BE_SEEN_AGAIN[source.kind],
    }));
}

/**
 * After its return, a part is sampled in the first whole second. If a new incarnation has new counters or a new connection, only the second
 * sample gives figures. A server's counters begin at zero, so its first sample is enough.
 */
const SECONDS_TO_BE_SEEN_AGAIN: Record<SourceSilence['kind'], number> = {
  generator: 0,
  server: 0,
  process: 0,
  machine: 0,
  balancer: 1,
  database: 1,
  cache: 1,
};

function isSourceOf(part: string, { kind, source }: Source): boolean {
  return source === (kind === 'process' ? part : sourceOfPart(part));
}

function longestSilence(
  heard: ReadonlySet<number>,
  { first, end }: SecondRange,
  absences: readonly SecondRange[],
): { longestSec: number; fromSecond: number | null } {
  let longest = { longestSec: 0, fromSecond: null as number | null };
  let current = 0;
  for (let second = first; second < end; second++) {
    const isExcused = absences.some((absence) => isWithin(second, absence));
    current = heard.has(second) || isExcused ? 0 : current + 1;
    if (current > longest.longestSec) longest = { longestSec: current, fromSecond: second - current + 1 };
  }
  return longest;
}
