import http from 'k6/http';
import { Trend } from 'k6/metrics';
import { elapsedMs } from './clock.ts';
import { duePhase } from './due-phase.ts';
import { ownFault } from './own-fault.ts';
import { type ApiRequest, judgeResponse, type Look } from './request.ts';

const BASE_URL = __ENV.BASE_URL;

/** A user gives up after this. A number: k6 would parse a text anew for each request. */
const TIMEOUT_MS = 10_000;

/** k6's error code of a request that ran into its timeout. */
const TIMED_OUT = 1050;

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
  const response = http.request(
    request.method,
    BASE_URL + request.path,
    request.body ? JSON.stringify(request.body) : null,
    { headers: headersOf(request), timeout: TIMEOUT_MS, redirects: 0, responseType: 'text' },
  );
  const { status } = response;
  // Without a response k6's timings have gaps. `blocked` is the time until a connection was there, connecting included.
  const { blocked, duration } = response.timings;
  const serviceTimeMs = status ? blocked + duration : Date.now() - sentAtMs;

  const look = (path: string) => response.json(path);
  const outcome = judgeResponse(request, {
    status,
    look,
    isEmpty: !request.isRight && !response.body,
    timedOut: status === 0 && response.error_code === TIMED_OUT,
    ownFault: status === 0 ? ownFault(response.error_code, response.error) : null,
  });
  const tags = { name, outcome, phase };
  serviceTime.add(serviceTimeMs, tags);
  responseTime.add(startDelayMs + serviceTimeMs, tags);
  return outcome === 'correct' ? look : null;
}

function headersOf(request: ApiRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  if (request.token) headers.Authorization = `Bearer ${request.token}`;
  if (request.body) headers['Content-Type'] = 'application/json';
  return headers;
}
