/*
 * Little's law: the number in a system is the rate at which they pass through it times the time that each stays, whatever the
 * distributions, over any stretch in steady state. A user of a closed load is in a cycle of one response time and one think time.
 * Source: J. Little (1961), "A proof for the queuing formula L = lambda W", Operations Research 9; with think time, the
 * interactive response time law of Denning and Buzen (1978).
 */

/** Requests in flight at once, on average: 1,000 a second that take 200 ms each are 200. */
export function requestsInFlight(of: { ratePerSec: number; responseTimeMs: number }): number {
  checkPositive(of);
  return (of.ratePerSec * of.responseTimeMs) / 1000;
}

/**
 * The mean think time with which this many users send this many requests a second: 30,000 users, 1,000/s and 200 ms give 29,800
 * ms. Negative if impossible: even without a pause these users cannot send that many.
 */
export function impliedThinkTimeMs(of: {
  users: number;
  ratePerSec: number;
  responseTimeMs: number;
}): number {
  checkPositive(of);
  return (of.users / of.ratePerSec) * 1000 - of.responseTimeMs;
}

/** The requests a second that this many users send with this mean think time: 30,000 with 29.8 s and 200 ms are 1,000. */
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
