import http, { type RefinedResponse } from 'k6/http';
import { ownFault } from './own-fault.ts';
import { type ApiRequest, judgeResponse, type Look, type Outcome } from './request.ts';

const BASE_URL = __ENV.BASE_URL;

/** A user gives up after this. A number: k6 would parse a text anew for each request. */
const TIMEOUT_MS = 10_000;

/** k6's error code of a request that ran into its timeout. */
const TIMED_OUT = 1050;

export type Exchange = { response: RefinedResponse<'text'>; outcome: Outcome; look: Look };

/** Sends one request, as every user sends theirs, and judges what comes back. */
export function exchange(request: ApiRequest): Exchange {
  const response = http.request(
    request.method,
    BASE_URL + request.path,
    request.body ? JSON.stringify(request.body) : null,
    { headers: headersOf(request), timeout: TIMEOUT_MS, redirects: 0, responseType: 'text' },
  );
  const { status } = response;
  const look = (path: string) => response.json(path);
  const outcome = judgeResponse(request, {
    status,
    look,
    isEmpty: !request.isRight && !response.body,
    timedOut: status === 0 && response.error_code === TIMED_OUT,
    ownFault: status === 0 ? ownFault(response.error_code, response.error) : null,
  });
  return { response, outcome, look };
}

function headersOf(request: ApiRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  if (request.token) headers.Authorization = `Bearer ${request.token}`;
  if (request.body) headers['Content-Type'] = 'application/json';
  return headers;
}
