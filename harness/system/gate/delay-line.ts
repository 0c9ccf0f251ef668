import { Transform, type TransformCallback } from 'node:stream';

type Held = { atMs: number; chunk: Buffer };

/** Passes chunks on in order, each after the delay in force when it arrived. */
export class DelayLine extends Transform {
  readonly #delayMs: () => number;
  readonly #held: Held[] = [];
  #timer: NodeJS.Timeout | null = null;
  #whenEmpty: TransformCallback | null = null;

  constructor(delayMs: () => number) {
    super();
    this.#delayMs = delayMs;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const delayMs = this.#delayMs();
    if (delayMs === 0 && this.#held.length === 0) {
      done(null, chunk);
      return;
    }
    this.#held.push({ atMs: performance.now() + delayMs, chunk });
    this.#wait();
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.#held.length === 0) done();
    else this.#whenEmpty = done;
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#timer) clearTimeout(this.#timer);
    done(error);
  }

  #wait(): void {
    const [first] = this.#held;
    if (this.#timer || !first) return;
    this.#timer = setTimeout(() => this.#release(), Math.max(0, first.atMs - performance.now()));
  }

  #release(): void {
    this.#timer = null;
    const nowMs = performance.now();
    while (this.#held.length > 0 && this.#held[0]!.atMs <= nowMs) this.push(this.#held.shift()!.chunk);
    if (this.#held.length > 0) this.#wait();
    else this.#whenEmpty?.();
  }
}
