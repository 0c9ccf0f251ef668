/*
 * Little's law: the number of requests in a system is their rate times the time that each stays in it, whatever the
 * distributions, over any steady period. A user of a closed load goes through cycles of one response time and one think time.
 * Source: J. Little (1961), "A proof for the queuing formula L = lambda W", Operations Research 9; with think time, the
 * interactive response time law of Denning and Buzen (1978).
 */

/** Requests in flight on average: 1,000 a second that take 200 ms each are 200. */
export function requestsInFlight(of: { ratePerSec: number; responseTimeMs: number }): number {
  checkPositive(of);
  return (of.ratePerSec * of.responseTimeMs) / 1000;
}

/**
 * The mean think time at which the users send the given number of requests a second: 30,000 users, 1,000/s and 200 ms give 29,800
 * ms. Negative if that is impossible, because the users cannot send that many even without a pause.
 */
export function impliedThinkTimeMs(of: {
  users: number;
  ratePerSec: number;
  responseTimeMs: number;
}): number {
  checkPositive(of);
  return (of.users / of.ratePerSec) * 1000 - of.responseTimeMs;
}

/** The requests a second that the users send with the given mean think time: 30,000 users with 29.8 s and 200 ms send 1,000. */
export function impliedRatePerSec(of: {
  users: number;
  thinkTimeMs: number;
  responseTimeMs: number;
}): number {
  const { users, thinkTimeMs, responseTimeMs } = of;
  checkPositive({ users, cycleMs: thinkTimeMs + responseTimeMs });
  return (users * 1000) / (thinkTimeMs + responseTimeMs);
}

function checkPositive(figures: Record<string, number>): void {
  for (const [name, value] of Object.entries(figures)) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`Little's law needs a positive ${name}, not ${value}`);
    }
  }
}
