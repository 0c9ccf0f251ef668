import { setImmediate } from 'node:timers/promises';
import type { WallClock } from '../clock.ts';

/** A clock that moves when it is told to, and lets everything that is due run in between. */
export class VirtualClock implements WallClock {
  #nowMs: number;
  #setByMs = 0;
  #timers: { atMs: number; callback: () => void }[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs - this.#setByMs;
  }

  /** As when somebody sets the machine's clock: from now on it shows so much more. */
  setForward(byMs: number): void {
    this.#nowMs += byMs;
    this.#setByMs += byMs;
  }

  at(epochMs: number, callback: () => void): () => void {
    const timer = { atMs: epochMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  async advanceTo(epochMs: number): Promise<void> {
    for (;;) {
      const next = this.#timers.filter(({ atMs }) => atMs <= epochMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
      await setImmediate();
    }
    this.#nowMs = epochMs;
    await setImmediate();
  }

  /** As when the process was not scheduled for a while: timers that were due meanwhile run late. */
  async stallUntil(epochMs: number): Promise<void> {
    this.#nowMs = epochMs;
    await this.advanceTo(epochMs);
  }
}
