import type { CountsOfPhase } from '../../model/timeline.ts';

/** Counts of requests and arrivals: all of a second, or those with their intended start in one phase. */
export class RequestCounts {
  #attempted = 0;
  #correct = 0;
  #failed = 0;
  #refused = 0;
  #dropped = 0;
  #arrivals: number | null = null;
  readonly #failedByReason = new Map<string, number>();

  start(requests: number): void {
    this.#attempted += requests;
  }

  drop(arrivals: number): void {
    this.#dropped += arrivals;
  }

  /** Counts arrivals that were carried out completely. */
  arrive(arrivals: number): void {
    this.#arrivals = (this.#arrivals ?? 0) + arrivals;
  }

  end(outcome: string, requests: number): void {
    if (isFailure(outcome)) {
      this.#failed += requests;
      this.#failedByReason.set(outcome, (this.#failedByReason.get(outcome) ?? 0) + requests);
    } else if (outcome === 'refused') {
      this.#refused += requests;
    } else {
      this.#correct += requests;
    }
  }

  toCounts(): CountsOfPhase {
    return {
      attempted: this.#attempted,
      correct: this.#correct,
      failed: this.#failed,
      refused: this.#refused,
      dropped: this.#dropped,
      ...(this.#arrivals !== null && { arrivals: this.#arrivals }),
      failedByReason: Object.fromEntries(this.#failedByReason),
    };
  }
}

/** Outcomes are named in scenarios/lib/route.ts: any outcome other than correct or refused is the reason for a failure. */
export function isFailure(outcome: string): boolean {
  return outcome !== 'correct' && outcome !== 'refused';
}
