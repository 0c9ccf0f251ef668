import { SharedTime, timeAccount } from './request-time.ts';

type Flight<Result> = { result: Promise<Result>; time: SharedTime };

/** Joins concurrent calls for the same key into one: all get the first one's result or error, and all are charged for what it waits for. */
export class SingleFlight<Result> {
  readonly #isOn: boolean;
  readonly #flights = new Map<string, Flight<Result>>();
  /** calls that joined another one since the start */
  joined = 0;

  /** @param isOn if off, every call does its own work */
  constructor(isOn = true) {
    this.#isOn = isOn;
  }

  run(key: string, work: () => Promise<Result>): Promise<Result> {
    if (!this.#isOn) return work();
    const running = this.#flights.get(key);
    if (running !== undefined) {
      running.time.join();
      this.joined += 1;
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

  /** Later callers start again; those already waiting keep what they joined. */
  forget(key: string): void {
    this.#flights.delete(key);
  }
}
