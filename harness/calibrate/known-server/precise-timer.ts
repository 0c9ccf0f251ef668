/**
 * Node's timers are accurate to about a millisecond either way, so the timer is set this much earlier. For the rest of the wait,
 * every turn of the event loop checks the clock and keeps serving meanwhile.
 */
const MARGIN_MS = 1.2;

type Waiting = { dueMs: number; callback: () => void };

/**
 * Calls back at moments of the monotonic clock (`performance.now()`): never early, and late by at most one turn of the event
 * loop, tens of microseconds. Callbacks of the same moment run in the order in which they were requested.
 */
export class PreciseTimer {
  /** the next one last, so that it is cheap to remove */
  readonly #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;
  #timerFiresMs = Number.POSITIVE_INFINITY;
  #isPolling = false;

  at(dueMs: number, callback: () => void): void {
    let index = this.#waiting.length;
    while (index > 0 && this.#waiting[index - 1]!.dueMs <= dueMs) index--;
    this.#waiting.splice(index, 0, { dueMs, callback });
    this.#arm();
  }

  #arm(): void {
    const next = this.#waiting.at(-1);
    if (!next || this.#isPolling) return;
    const sleepMs = Math.floor(next.dueMs - performance.now() - MARGIN_MS);
    if (sleepMs < 1) {
      this.#isPolling = true;
      setImmediate(this.#poll);
      return;
    }
    const firesMs = performance.now() + sleepMs;
    if (this.#timer !== null && this.#timerFiresMs <= firesMs) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timerFiresMs = firesMs;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#timerFiresMs = Number.POSITIVE_INFINITY;
      this.#arm();
    }, sleepMs);
  }

  readonly #poll = (): void => {
    for (;;) {
      const next = this.#waiting.at(-1);
      if (!next || next.dueMs > performance.now()) break;
      this.#waiting.pop();
      next.callback();
    }
    this.#isPolling = false;
    this.#arm();
  };
}
