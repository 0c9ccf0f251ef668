/** Joins concurrent calls for the same key into one: all get the result, or the error, of the first. */
export class SingleFlight<Result> {
  readonly #flights = new Map<string, Promise<Result>>();

  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const running = this.#flights.get(key);
    if (running !== undefined) return running;
    const flight = work().finally(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    this.#flights.set(key, flight);
    return flight;
  }

  /** Later callers start anew; those already waiting keep what they joined. */
  forget(key: string): void {
    this.#flights.delete(key);
  }
}
