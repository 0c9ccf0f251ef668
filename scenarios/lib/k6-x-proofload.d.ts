/** Proofload's extension of k6 (scripts/k6), which does for every request what an interpreter would do dearly. */
declare module 'k6/x/proofload' {
  type System = import('./route.ts').System;
  type User = import('./route.ts').User;
  type Step = string | number;

  /** What all virtual users of the process share: made once, by the first, and looked into by path. */
  export type Shared = {
    /** The text, number or truth value at a path. Throws when there is none, or more than one value. */
    get(...path: Step[]): never;
    /** how many items the list at a path has */
    count(...path: Step[]): number;
    /** Index of an item of the list at a path, chosen by the items' field `weight`. `draw` is from [0, 1). */
    choose(draw: number, ...path: Step[]): number;
    /** An item of the list at a path, chosen by Zipf's law: P(rank k) is proportional to 1/k^exponent. `draw` is from [0, 1). */
    popular(draw: number, exponent: number, ...path: Step[]): never;
  };

  /** Says, once, what can be sent. Compiled once a process; `make` is called by the first virtual user alone. */
  export function system(make: () => System): void;
  export function shared(name: string, make: () => unknown): Shared;

  /** An iteration of the open model. Arrival n is due at n intervals after the start, whichever VU and process carries it out. An error ends the test. */
  export function eachArrival(carryOut: (n: number, dueMs: number) => void): () => void;
  /**
   * An iteration of the closed model: a user thinks, unless it is their first turn, and does something. The think time is exponential by a draw
   * from [0, 1). An error ends the test.
   */
  export function eachTurn(
    carryOut: (dueMs: number, isFirst: boolean) => void,
    draw: () => number,
  ): () => void;

  /**
   * Sends a request that was meant to start at `dueMs`, judges the response and reports both of its times, whatever the outcome. True when it
   * was correct: then its captures are properties of the user.
   */
  export function send(route: string, user: User, dueMs: number): boolean;
  /** Visits a page, all that a user waits for together: true when every request of it was answered correctly. */
  export function visit(page: string, user: User, dueMs: number): boolean;
  /** Sends a request that is in no figure, and tells what came back. */
  export function ask(route: string, user: User): import('../../harness/model/first-answer.ts').FirstAnswer;

  /** Begins stream n of the schedule's random numbers (RANDOM_SEED). */
  export function seed(stream: number): void;
  /** Draws from [0, 1). */
  export function draw(): number;
  /** This virtual user's number, from 1 over all processes of the load. */
  export function userNumber(): number;
}
