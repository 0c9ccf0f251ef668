import { type HistogramSecond, isOfPage } from '../model/histogram.ts';
import { type ClientIndicator, tagsOf } from '../model/indicator.ts';
import type { RunPhase } from '../model/run.ts';
import type { RequestFigures } from '../model/summary.ts';
import { countOf } from '../stats/exponential-histogram.ts';
import { type FinishPhase, PhaseRequests } from './phase-requests.ts';

type Tags = Readonly<Record<string, string>>;
type Stage = 'started' | 'failed' | 'answered';
type Counted = { tags: Tags; stage: Stage; count: number };

/**
 * Folds the requests, pages or transfers of one phase that an indicator selects. Some tags are known when a request is sent,
 * others only from its response, such as what served it. So a request that failed without such a tag, or was never answered, may belong to
 * the selection. Those are counted separately, as untold.
 */
export class SelectedRequests {
  readonly #source: ClientIndicator['source'];
  readonly #tags: Tags;
  readonly #own: PhaseRequests;
  readonly #counted = new Map<string, Counted>();

  constructor(indicator: ClientIndicator, phase: RunPhase) {
    this.#source = indicator.source;
    this.#tags = tagsOf(indicator);
    this.#own = new PhaseRequests(phase);
  }

  addHistogram(line: HistogramSecond): void {
    if (isOfPage(line) !== (this.#source === 'pages')) return;
    const stage = stageOf(line);
    const tags = tagsOfLine(line, stage);
    if (this.#source === 'transfers' && tags.transfer === undefined) return;
    const count = countOf(line.histogram);
    if (stage !== null) this.#count({ tags, stage, count });
    if (!hasAll(tags, this.#tags)) return;
    const { second, histogram, failed } = line;
    this.#own.addHistogram({ second, metric: metricOf(line), histogram, failed });
    if (stage === null || stage === 'started') return;
    const counts = { ...NONE, [failed ? 'failed' : line.refused ? 'refused' : 'correct']: count };
    this.#own.addCounts(second, counts, { isByDue: line.phase !== undefined });
  }

  finish(of: FinishPhase & { observedSeconds: readonly number[] }): RequestFigures {
    const { attempted, untold } = this.#unanswered();
    this.#own.addAttempted(attempted);
    const figures = this.#own.finish(of);
    const isOfPages = this.#source === 'pages';
    return {
      ...figures,
      serviceTimeMs: isOfPages ? null : figures.serviceTimeMs,
      requests: isOfPages
        ? figures.requests.map((second) => ({ ...second, serviceTimeMs: null }))
        : figures.requests,
      goodputPerSec: of.observedSeconds.map((second) => this.#own.correctIn(second)),
      untold: of.isCutShort ? 0 : untold,
    };
  }

  #count({ tags, stage, count }: Counted): void {
    const key = JSON.stringify([stage, tags]);
    const sum = this.#counted.get(key)?.count ?? 0;
    this.#counted.set(key, { tags, stage, count: sum + count });
  }

  /** The number of selected requests that were sent, as far as it is known, and the number of others that may belong to the selection. */
  #unanswered(): { attempted: number; untold: number } {
    const all = [...this.#counted.values()];
    const atStart = new Set(
      all.filter(({ stage }) => stage === 'started').flatMap(({ tags }) => Object.keys(tags)),
    );
    const known = Object.fromEntries(Object.entries(this.#tags).filter(([name]) => atStart.has(name)));
    const toldLater = Object.keys(this.#tags).filter((name) => !atStart.has(name));
    const candidates = all.filter(({ tags }) => hasAll(tags, known));
    const started = sum(candidates.filter(({ stage }) => stage === 'started'));
    if (toldLater.length === 0) return { attempted: started, untold: 0 };
    const ended = candidates.filter(({ stage }) => stage !== 'started');
    const failedUntold = ended.filter(
      ({ tags, stage }) => stage === 'failed' && toldLater.some((name) => tags[name] === undefined),
    );
    const own = ended.filter(({ tags }) => hasAll(tags, this.#tags));
    return { attempted: sum(own), untold: sum(failedUntold) + Math.max(0, started - sum(ended)) };
  }
}

const NONE = { attempted: 0, correct: 0, failed: 0, refused: 0, dropped: 0, failedByReason: {} };

/** Which stage a line counts, so that no request is counted twice: that it started, or how it ended. */
function stageOf(line: HistogramSecond): Stage | null {
  if (line.metric === 'startDelayMs' || line.metric === 'pageStartDelayMs') return 'started';
  if (line.metric === 'responseTimeMs') return null;
  return line.failed ? 'failed' : 'answered';
}

function metricOf({ metric }: HistogramSecond) {
  if (metric === 'pageTimeMs') return 'responseTimeMs';
  return metric === 'pageStartDelayMs' ? 'startDelayMs' : metric;
}

/** The tags of a line. Its page or route name and its outcome can be selected like tags. */
function tagsOfLine(line: HistogramSecond, stage: Stage | null): Tags {
  const name = isOfPage(line) ? { page: line.page } : { route: line.route };
  const outcome = line.failed ? 'failed' : line.refused ? 'refused' : 'correct';
  return { ...line.tags, ...name, ...(stage !== 'started' && { outcome }) };
}

function hasAll(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([name, value]) => tags[name] === value);
}

function sum(counted: readonly Counted[]): number {
  return counted.reduce((total, { count }) => total + count, 0);
}
