import { setImmediate } from 'node:timers/promises';
import type { WallClock } from '../clock.ts';

/** A clock that moves only on request, and runs every timer that is due in between. */
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

  /** Simulates that someone sets the machine's clock forward. */
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

  /** Simulates that the process was not scheduled for a while: timers that were due in the meantime run late. */
  async stallUntil(epochMs: number): Promise<void> {
    this.#nowMs = epochMs;
    await this.advanceTo(epochMs);
  }
}
