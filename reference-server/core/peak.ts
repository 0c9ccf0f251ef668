/** Keeps the largest value of a figure, which is looked at whenever it may have risen. */
export class Peak {
  readonly #read: () => number;
  #largest = 0;

  constructor(read: () => number) {
    this.#read = read;
  }

  look(): void {
    this.#largest = Math.max(this.#largest, this.#read());
  }

  /** The largest value since the last call. What the figure is now counts towards the next one too. */
  take(): number {
    this.look();
    const largest = this.#largest;
    this.#largest = this.#read();
    return largest;
  }
}
