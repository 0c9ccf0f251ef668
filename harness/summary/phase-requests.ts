import type { ClientMetric, EncodedHistogram } from '../model/histogram.ts';
import type { RunPhase } from '../model/run.ts';
import type { PhaseOutcomes, RequestFigures } from '../model/summary.ts';
import type { CountsOfPhase } from '../model/timeline.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { withoutFastest } from '../stats/without-fastest.ts';
import { isWithin, type SecondRange, wholeSeconds } from './load-window.ts';

type Second = {
  responseTimeMs: ExponentialHistogram;
  serviceTimeMs: ExponentialHistogram;
  correct: number;
  failed: number;
};

/** The results of the requests of a phase. */
type RequestsOfPhase = Omit<RequestFigures, 'goodputPerSec' | 'untold' | 'serviceTimeMs'> & {
  serviceTimeMs: EncodedHistogram;
};

/** `isCutShort`: requests under way when a run was ended early are not failures. */
export type FinishPhase = { isCutShort: boolean; isStartKnown: boolean };

/** One histogram line about requests of the phase. */
type RequestLine = {
  second: number;
  metric: ClientMetric;
  histogram: EncodedHistogram;
  failed?: true | undefined;
};

/**
 * Folds the requests of one phase, second by second and in any order. If the run records in which phase a request was due, these are the
 * requests due in the phase; otherwise those of its whole seconds. Requests that ended before the first or after the last whole second are
 * filed under that second.
 */
export class PhaseRequests {
  readonly #range: SecondRange;
  readonly #seconds = new Map<number, Second>();
  readonly #startDelayMs = new ExponentialHistogram();
  readonly #counts = { attempted: 0, correct: 0, failed: 0, refused: 0, dropped: 0 };
  readonly #failedByReason = new Map<string, number>();
  readonly #correctPerSec = new Map<number, number>();
  #lateAnswers = 0;
  #isByDue = false;

  constructor(phase: Pick<RunPhase, 'startMs' | 'endMs'>) {
    this.#range = wholeSeconds(phase);
  }

  /** Whether the run records in which phase a request was due. */
  get isByDue(): boolean {
    return this.#isByDue;
  }

  addCounts(second: number, counts: CountsOfPhase, { isByDue }: { isByDue: boolean }): void {
    this.#isByDue ||= isByDue;
    for (const name of ['attempted', 'correct', 'failed', 'refused', 'dropped'] as const) {
      this.#counts[name] += counts[name];
    }
    for (const [reason, count] of Object.entries(counts.failedByReason)) {
      this.#failedByReason.set(reason, (this.#failedByReason.get(reason) ?? 0) + count);
    }
    const own = this.#at(second);
    own.correct += counts.correct;
    own.failed += counts.failed;
    if (isWithin(second, this.#range)) {
      this.#correctPerSec.set(second, (this.#correctPerSec.get(second) ?? 0) + counts.correct);
    }
  }

  addAttempted(requests: number): void {
    this.#counts.attempted += requests;
  }

  addDropped(arrivals: number): void {
    this.#counts.dropped += arrivals;
  }

  addHistogram({ second, metric, histogram, failed }: RequestLine): void {
    if (metric === 'startDelayMs') this.#startDelayMs.mergeEncoded(histogram);
    // A failure has no response time: it counts as endlessly late.
    else if (!failed) this.#at(second)[metric].mergeEncoded(histogram);
  }

  /** For a run that does not record when a request was due: answers that came after the phase, to requests sent earlier. */
  addLateAnswers(answers: number): void {
    this.#lateAnswers += answers;
  }

  /** Correct answers in a whole second to requests that were due in the phase. */
  correctIn(second: number): number {
    return this.#correctPerSec.get(second) ?? 0;
  }

  finish({ isCutShort, isStartKnown }: FinishPhase): RequestsOfPhase {
    const { attempted, correct, failed, refused } = this.#counts;
    const unanswered = attempted - correct - failed - refused - this.#lateAnswers;
    const outcomes: PhaseOutcomes = { ...this.#counts, owed: isCutShort ? 0 : Math.max(0, unanswered) };
    // Seconds without a request are included too.
    for (let second = this.#range.first; second < this.#range.end; second++) this.#at(second);
    const ordered = [...this.#seconds].toSorted(([a], [b]) => a - b).map(([, second]) => second);
    const times = ordered.map((second) => this.#timesOf(second));
    const owedIn = (index: number) => (index === ordered.length - 1 ? outcomes.owed : 0);
    return {
      outcomes,
      failedByReason: Object.fromEntries(this.#failedByReason),
      responseTimeMs: isStartKnown ? merged(times.map(({ responseTimeMs }) => responseTimeMs)) : null,
      serviceTimeMs: merged(times.map(({ serviceTimeMs }) => serviceTimeMs)),
      startDelayMs: isStartKnown ? this.#startDelayMs.encode() : null,
      requests: ordered.map((second, index) => ({
        ...times[index]!,
        endless: second.failed + owedIn(index),
      })),
      answers: ordered.map(({ correct: successes, failed: failures }, index) => ({
        successes,
        trials: successes + failures + owedIn(index),
      })),
    };
  }

  /**
   * Runs recorded without due phases mix the times of failures with the others. Which ones is unknown, so the fastest are left out, as the
   * worst case.
   */
  #timesOf({
    responseTimeMs,
    serviceTimeMs,
    failed,
  }: Second): Record<'responseTimeMs' | 'serviceTimeMs', EncodedHistogram> {
    const unanswered = this.#isByDue ? 0 : failed;
    return {
      responseTimeMs: withoutFastest(responseTimeMs.encode(), unanswered),
      serviceTimeMs: withoutFastest(serviceTimeMs.encode(), unanswered),
    };
  }

  #at(second: number): Second {
    const { first, end } = this.#range;
    const filed = Math.min(Math.max(second, first), Math.max(first, end - 1));
    let own = this.#seconds.get(filed);
    if (!own) {
      own = {
        responseTimeMs: new ExponentialHistogram(),
        serviceTimeMs: new ExponentialHistogram(),
        correct: 0,
        failed: 0,
      };
      this.#seconds.set(filed, own);
    }
    return own;
  }
}

function merged(histograms: readonly EncodedHistogram[]): EncodedHistogram {
  const all = new ExponentialHistogram();
  for (const histogram of histograms) all.mergeEncoded(histogram);
  return all.encode();
}
