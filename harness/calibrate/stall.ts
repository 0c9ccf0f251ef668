/** How a server stalls: it answers nothing in the first `durationMs` of every `everyMs`. */
export type Stall = { everyMs: number; durationMs: number };

/** When a response that is ready at `readyMs` is handed over: at once, or at the end of the stall in which it became ready. */
export function answeredAtMs(readyMs: number, { everyMs, durationMs }: Stall): number {
  const intoPeriodMs = ((readyMs % everyMs) + everyMs) % everyMs;
  return intoPeriodMs < durationMs ? readyMs + durationMs - intoPeriodMs : readyMs;
}

/**
 * The exact quantile of response times, from the intended start, of requests that take `serviceMs` each and arrive evenly whether
 * or not the server answers. A share durationMs / everyMs of them becomes ready during a stall, at a moment evenly distributed
 * over it, and waits for the rest of it; the others take `serviceMs`.
 */
export function stalledQuantile(serviceMs: number, { everyMs, durationMs }: Stall, q: number): number {
  const stalledShare = durationMs / everyMs;
  const unstalledShare = 1 - stalledShare;
  return q <= unstalledShare ? serviceMs : serviceMs + durationMs * ((q - unstalledShare) / stalledShare);
}
