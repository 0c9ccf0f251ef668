import { SharedTime, timeAccount } from './request-time.ts';

type Flight<Result> = { result: Promise<Result>; time: SharedTime };

/**
 * Joins concurrent calls for the same key into one: all get the result, or the error, of the first, and what it waits for is on
 * everybody's account.
 */
export class SingleFlight<Result> {
  readonly #flights = new Map<string, Flight<Result>>();

  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const running = this.#flights.get(key);
    if (running !== undefined) {
      running.time.join();
      return running.result;
    }
    const time = new SharedTime();
    time.join();
    const result = timeAccount.run(time, work).finally(() => {
      if (this.#flights.get(key)?.time === time) this.#flights.delete(key);
    });
    this.#flights.set(key, { result, time });
    return result;
  }

  /** Later callers start anew; those already waiting keep what they joined. */
  forget(key: string): void {
    this.#flights.delete(key);
  }
}
