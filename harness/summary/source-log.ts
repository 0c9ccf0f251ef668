import type { Run, RunEvent, RunPhase } from '../model/run.ts';
import type { SourceSilence } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { isWithin, type SecondRange, wholeSeconds, window } from './load-window.ts';
import { GENERATOR, isGenerator, isReporterOf } from './parts.ts';

type RunFacts = Pick<Run, 'phases' | 'events'>;

type Source = Pick<SourceSilence, 'kind' | 'source'> & { seconds: Set<number> };

/** Which source of figures was heard in which second. */
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

  /** The sources that should have been heard in a phase, each with its longest silence, as they were first heard. */
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
   * Whoever was heard once should be heard ever after; a process of the generator, only as long as its load. What it reports
   * carries the name of its load, and its last report may be filed in the first second of the next one.
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

/** A server that is killed or paused on purpose is not expected to say anything until it is back. */
function absencesOf({ events }: RunFacts, { kind, source }: Source): SecondRange[] {
  if (kind !== 'server' && kind !== 'process') return [];
  const ofPart = events.filter(({ part }) => part === source).toSorted((a, b) => a.atMs - b.atMs);
  return ofPart.flatMap((event, index) => {
    const back = BACK[event.kind];
    if (!back) return [];
    const returned = ofPart.slice(index + 1).find((later) => later.kind === back);
    return [
      {
        first: Math.floor(event.atMs / 1000),
        end: returned ? Math.ceil(returned.atMs / 1000) : Number.POSITIVE_INFINITY,
      },
    ];
  });
}

/** By what happened to a server on purpose, what says that it is back. */
const BACK: Partial<Record<RunEvent['kind'], RunEvent['kind']>> = {
  'server-killed': 'server-restored',
  'server-paused': 'server-resumed',
};

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
