/// <reference path="./k6-x-proofload.d.ts" />
import * as extension from 'k6/x/proofload';
import type { FirstAnswer } from '../../harness/model/first-answer.ts';
import type { System, User } from './route.ts';

/*
 * Proofload's k6 extension (scripts/k6). It does the work of every request in Go, because it would be costly in k6's interpreter.
 * Everything is bound once here: k6 resolves an imported name on every use, which costs more than most of these calls.
 */

type Step = string | number;

/** Data shared by all virtual users of the process: made once, by the first of them, and read by path. */
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

/** Declares what can be sent. It is compiled once per process: only the first virtual user calls `make`. */
export const system: (make: () => System) => void = extension.system;

/** Shares what the first virtual user makes with all others of the process. */
export const shared: (name: string, make: () => unknown) => Shared = extension.shared;

/**
 * An iteration of the open model. Arrival n is scheduled n intervals after the start, whichever VU and process carries it out. An error
 * ends the test.
 */
export const eachArrival: (carryOut: (n: number, dueMs: number) => void) => () => void =
  extension.eachArrival;

/**
 * An iteration of the closed model: the user thinks (except on the first turn), then acts. `draw` returns a number from [0, 1) that is
 * turned into an exponential think time. An error ends the test. A virtual user may play several users, each with turns and a random
 * stream of its own: `place` numbers them from 0, for state that a scenario keeps of each.
 */
export const eachTurn: (
  carryOut: (dueMs: number, isFirst: boolean, place: number) => void,
  draw: () => number,
) => () => void = extension.eachTurn;

/**
 * Sends a request whose intended start is `dueMs`, judges the response and reports service time and response time, whatever the outcome.
 * Returns true when the response was correct; its captures are then properties of the user. Of a list, one item is drawn.
 */
export const send: (route: string, user: User, dueMs: number) => boolean = extension.send;

/** Visits a page, which is the set of requests that a user waits for. Returns true when every one of them was answered correctly. */
export const visit: (page: string, user: User, dueMs: number) => boolean = extension.visit;

/** Sends a request that counts in no figure, and returns the result. */
export const ask: (route: string, user: User) => FirstAnswer = extension.ask;

/** Begins stream n of the schedule's random numbers (RANDOM_SEED). */
export const seed: (stream: number) => void = extension.seed;

/** Draws from [0, 1). */
export const draw: () => number = extension.draw;

/** The present moment on the schedule's clock: the intended start of a request that follows another one at once. */
export const elapsedMs: () => number = extension.elapsedMs;

/** The number of the user who is acting, from 1 over all processes of the load. */
export const userNumber: () => number = extension.userNumber;
