import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request may wait for, nearest to the request first. */
export type WaitingFor = 'cache' | 'poolWait' | 'query';

/** Told when someone begins to wait and when they go on. */
export type TimeAccount = { enter(part: WaitingFor): void; leave(part: WaitingFor): void };

/**
 * Whoever is served at this moment, wherever the code has got to: routes ask database and cache for what they want, not on whose
 * behalf. Outside of any request there is none.
 */
export const timeAccount = new AsyncLocalStorage<TimeAccount>();

/**
 * What one request has waited for, in milliseconds. A moment belongs to one part only, so the parts never add up to more
 * than the request took: two queries at once count once, and while a query is under way a lookup beside it costs nothing.
 */
export class RequestTime implements TimeAccount {
  /** from the balancer's passing the request on to the first hook; 0 when nobody told */
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

  /** Books the time until now. Call before reading the sums, for something may still be under way. */
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

/** Work that several requests wait for, though one has begun it: all of them wait for whatever it waits for. */
export class SharedTime implements TimeAccount {
  readonly #members = new Set<TimeAccount>();
  readonly #active: WaitingFor[] = [];

  /** From now on whoever is served at this moment is one of them. */
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

/** Waits, on the account of whoever is served. */
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
 * to whole milliseconds, so a single figure is off by up to one, and the mean of many is not off at all. 0 when the header is
 * missing or makes no sense.
 */
export function queuedMs(header: string | string[] | undefined, nowMs: number): number {
  if (typeof header !== 'string' || !header.startsWith('t=')) return 0;
  const passedOnMs = Math.round(Number(header.slice(2)) * 1000);
  return passedOnMs > 0 && passedOnMs < nowMs ? nowMs - passedOnMs : 0;
}
