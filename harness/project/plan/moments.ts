import type { Joined } from './recorded-requests.ts';

/** Requests that a user waited for together, of one page of the browser. */
export type Moment = { operations: string[]; exchanges: Joined[] };

/** A user who does nothing for so long has got what they waited for. */
const PAUSE_MS = 1_000;

/** Divides the requests of a recording at the pauses of its user. */
export function momentsOf(requests: readonly { operation: string; exchange: Joined }[]): Moment[] {
  const moments: (Moment & { page: string | null; endMs: number })[] = [];
  for (const { operation, exchange } of requests.toSorted(
    (a, b) => a.exchange.startMs - b.exchange.startMs,
  )) {
    const last = moments.findLast(({ page }) => page === exchange.page);
    if (last && exchange.page !== null && exchange.startMs <= last.endMs + PAUSE_MS) {
      if (!last.operations.includes(operation)) last.operations.push(operation);
      last.exchanges.push(exchange);
      last.endMs = Math.max(last.endMs, exchange.endMs);
    } else {
      moments.push({
        operations: [operation],
        exchanges: [exchange],
        page: exchange.page,
        endMs: exchange.endMs,
      });
    }
  }
  return moments;
}

const SHORTEST_MS = 100;
const LONGEST_MS = 60_000;

/** The mean time between two moments, without breaks of more than a minute; null if there are fewer than two. */
export function thinkTimeMsOf(moments: readonly Moment[]): number | null {
  const gaps = moments.slice(1).map(({ exchanges: [next] }, i) => {
    const endMs = Math.max(...moments[i]!.exchanges.map((each) => each.endMs));
    return Math.max(SHORTEST_MS, next!.startMs - endMs);
  });
  const thought = gaps.filter((gap) => gap <= LONGEST_MS);
  if (thought.length === 0) return null;
  return Math.round(thought.reduce((sum, gap) => sum + gap, 0) / thought.length);
}
