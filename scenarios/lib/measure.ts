import { Trend } from 'k6/metrics';
import { elapsedMs } from './clock.ts';
import { duePhase } from './due-phase.ts';
import { exchange } from './exchange.ts';
import type { ApiRequest, Look } from './request.ts';

/**
 * Three samples a request, for each costs k6 as much as a tenth of the request: the count of `start_delay` is that of requests
 * attempted, and both times carry the outcome. All three carry the phase in which the request was due.
 */
const startDelay = new Trend('start_delay', true);
const serviceTime = new Trend('service_time', true);
const responseTime = new Trend('response_time', true);

/**
 * Sends one request that was meant to start at `intendedStartMs` (on `elapsedMs`), judges the response and records both
 * of its times, whatever the outcome. Returns the way to look into the body of a correct response, else null.
 */
export function send(request: ApiRequest, intendedStartMs: number): Look | null {
  const { name } = request;
  const startDelayMs = Math.max(0, elapsedMs() - intendedStartMs);
  const phase = duePhase(intendedStartMs);
  startDelay.add(startDelayMs, { name, phase });
  const sentAtMs = Date.now();
  const { response, outcome, look } = exchange(request);
  // Without a response k6's timings have gaps. `blocked` is the time until a connection was there, connecting included.
  const { blocked, duration } = response.timings;
  const serviceTimeMs = response.status ? blocked + duration : Date.now() - sentAtMs;

  const tags = { name, outcome, phase };
  serviceTime.add(serviceTimeMs, tags);
  responseTime.add(startDelayMs + serviceTimeMs, tags);
  return outcome === 'correct' ? look : null;
}
