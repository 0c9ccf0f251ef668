import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request may wait for, nearest to the request first. */
export type WaitingFor = 'cache' | 'poolWait' | 'query';

/** Told when a wait begins and when it ends. */
export type TimeAccount = { enter(part: WaitingFor): void; leave(part: WaitingFor): void };

/**
 * The request being served at this moment, wherever the code has got to: routes ask database and cache for what they want,
 * without saying on whose behalf. Outside of any request there is none.
 */
export const timeAccount = new AsyncLocalStorage<TimeAccount>();

/**
 * What one request has waited for, in milliseconds. Each moment belongs to one part only, so the parts never add up to more than
 * the request took: two simultaneous queries count once, and a lookup during a query costs nothing.
 */
export class RequestTime implements TimeAccount {
  /** from when the balancer passed the request on until the first hook; 0 if unknown */
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

  /** Books the time until now. Call it before reading the sums, because something may still be under way. */
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

/** Work that several requests wait for, though one started it: all of them are charged for what it waits for. */
export class SharedTime implements TimeAccount {
  readonly #members = new Set<TimeAccount>();
  readonly #active: WaitingFor[] = [];

  /** From now on, the request being served is one of them. */
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

/** Waits, charged to the request being served. */
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
 * How long ago the balancer passed a request on, by its header `X-Request-Start: t=<seconds>.<milliseconds>`. Both clocks are cut
 * to whole milliseconds, so a single figure is off by up to one, and the mean of many is right. 0 if the header is missing or
 * makes no sense.
 */
export function queuedMs(header: string | string[] | undefined, nowMs: number): number {
  if (typeof header !== 'string' || !header.startsWith('t=')) return 0;
  const passedOnMs = Math.round(Number(header.slice(2)) * 1000);
  return passedOnMs > 0 && passedOnMs < nowMs ? nowMs - passedOnMs : 0;
}
