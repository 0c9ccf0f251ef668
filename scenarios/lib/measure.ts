import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import { elapsedMs } from './clock.ts';
import { type ApiRequest, type Json, judgeResponse } from './request.ts';

const BASE_URL = __ENV.BASE_URL;

/** A user gives up after this. A number: k6 would parse a text anew for each request. */
const TIMEOUT_MS = 10_000;

/** k6's error code of a request that ran into its timeout. */
const TIMED_OUT = 1050;

const responseTime = new Trend('response_time', true);
const serviceTime = new Trend('service_time', true);
const startDelay = new Trend('start_delay', true);
const attempted = new Counter('requests_attempted');
const correct = new Counter('requests_correct');
const refused = new Counter('requests_refused');
const failed = new Counter('requests_failed');

/**
 * Sends one request that was meant to start at `intendedStartMs` (on `elapsedMs`), judges the response and records both
 * of its times, whatever the outcome. Returns the body of a correct response, else null.
 */
export function send(request: ApiRequest, intendedStartMs: number): Json | null {
  const tags = { name: request.name };
  attempted.add(1, tags);
  const startDelayMs = Math.max(0, elapsedMs() - intendedStartMs);
  const sentAtMs = Date.now();
  const response = http.request(
    request.method,
    BASE_URL + request.path,
    request.body ? JSON.stringify(request.body) : null,
    { headers: headersOf(request), timeout: TIMEOUT_MS, redirects: 0, responseType: 'text' },
  );
  // Without a response k6's timings have gaps. `blocked` is the time until a connection was there, connecting included.
  const { blocked, sending, waiting, receiving } = response.timings;
  const serviceTimeMs = response.status ? blocked + sending + waiting + receiving : Date.now() - sentAtMs;

  serviceTime.add(serviceTimeMs, tags);
  startDelay.add(startDelayMs, tags);
  responseTime.add(startDelayMs + serviceTimeMs, tags);

  const outcome = judgeResponse(request, {
    status: response.status,
    text: typeof response.body === 'string' ? response.body : '',
    timedOut: response.error_code === TIMED_OUT,
  });
  if (outcome.kind === 'correct') {
    correct.add(1, tags);
    return outcome.body;
  }
  if (outcome.kind === 'refused') refused.add(1, tags);
  else failed.add(1, { name: request.name, reason: outcome.reason });
  return null;
}

function headersOf(request: ApiRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  if (request.token) headers.Authorization = `Bearer ${request.token}`;
  if (request.body) headers['Content-Type'] = 'application/json';
  return headers;
}
