import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request may wait for, from the outermost to the innermost. */
export type WaitingFor = 'cache' | 'poolWait' | 'query';

/** Receives the beginning and the end of every wait. */
export type TimeAccount = { enter(part: WaitingFor): void; leave(part: WaitingFor): void };

/**
 * The account of the request being served, available anywhere in the code: callers of database and cache need not pass it along.
 * Outside of any request there is none.
 */
export const timeAccount = new AsyncLocalStorage<TimeAccount>();

/**
 * What one request has waited for, in milliseconds. Each moment belongs to one part only, so the parts never add up to more than
 * the request took: two simultaneous queries count once, and a lookup during a query is not counted.
 */
export class RequestTime implements TimeAccount {
  /** from the moment the balancer passed the request on until the first hook; 0 if unknown */
  readonly queueMs: number;
  cacheMs = 0;
  poolWaitMs = 0;
  queryMs = 0;
  #cache = 0;
  #poolWait = 0;
  #query = 0;
  #sinceMs = 0;

  constructor(queueMs: number) {
    this.queueMs = queueMs;
  }

  enter(part: WaitingFor): void {
    this.settle();
    this.#count(part, 1);
  }

  leave(part: WaitingFor): void {
    this.settle();
    this.#count(part, -1);
  }

  /** Adds the time until now. Call it before reading the sums, because a wait may still be under way. */
  settle(): void {
    const nowMs = performance.now();
    if (this.#query > 0) this.queryMs += nowMs - this.#sinceMs;
    else if (this.#poolWait > 0) this.poolWaitMs += nowMs - this.#sinceMs;
    else if (this.#cache > 0) this.cacheMs += nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
  }

  #count(part: WaitingFor, change: 1 | -1): void {
    if (part === 'cache') this.#cache += change;
    else if (part === 'query') this.#query += change;
    else this.#poolWait += change;
  }
}

/** Work that one request started and several wait for: all of them are charged for what it waits for. */
export class SharedTime implements TimeAccount {
  readonly #members = new Set<TimeAccount>();
  readonly #active: WaitingFor[] = [];

  /** Makes the request being served one of them, from now on. */
  join(): void {
    const member = timeAccount.getStore();
    if (member === undefined || this.#members.has(member)) return;
    this.#members.add(member);
    for (const part of this.#active) member.enter(part);
  }

  enter(part: WaitingFor): void {
    this.#active.push(part);
    for (const member of this.#members) member.enter(part);
  }

  leave(part: WaitingFor): void {
    this.#active.splice(this.#active.indexOf(part), 1);
    for (const member of this.#members) member.leave(part);
  }
}

/** Awaits `work` and charges the wait to the request being served. */
export async function waitedFor<Result>(part: WaitingFor, work: Promise<Result>): Promise<Result> {
  const account = timeAccount.getStore();
  account?.enter(part);
  try {
    return await work;
  } finally {
    account?.leave(part);
  }
}

/**
 * How long ago the balancer passed a request on, by its header `X-Request-Start: t=<seconds>.<milliseconds>`. Both clocks are
 * truncated to whole milliseconds, so a single figure is off by up to one, but the mean of many is right. 0 if the header is
 * missing or makes no sense.
 */
export function queuedMs(header: string | string[] | undefined, nowMs: number): number {
  if (typeof header !== 'string' || !header.startsWith('t=')) return 0;
  const passedOnMs = Math.round(Number(header.slice(2)) * 1000);
  return passedOnMs > 0 && passedOnMs < nowMs ? nowMs - passedOnMs : 0;
}
