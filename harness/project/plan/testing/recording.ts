import { type Exchange, entriesIn, exchangesOf } from '../har.ts';

/** One request of a recording that a test makes up, and its response. */
export type Recorded = {
  at?: number;
  method?: string;
  url: string;
  page?: string;
  headers?: Record<string, string>;
  /** a JSON body, or the fields of a form */
  json?: unknown;
  form?: Record<string, string>;
  /** a body of another type */
  sent?: { type: string; text: string };
  status?: number;
  type?: string;
  responseHeaders?: Record<string, string>;
  /** an object is JSON */
  body?: unknown;
  redirectUrl?: string;
};

/** How long every response of a made-up recording takes. */
const TIME_MS = 50;
/** Between two requests, unless the test says when they are. */
const GAP_MS = 2_000;

/** The text of a HAR recording. Requests follow each other after a pause. */
export function harText(requests: readonly Recorded[], pageTitle = 'A page'): string {
  const pages = [...new Set(requests.map(({ page }) => page).filter((page) => page !== undefined))];
  return JSON.stringify({
    log: {
      version: '1.2',
      creator: { name: 'test', version: '1' },
      pages: pages.map((id) => ({
        id,
        title: pageTitle,
        startedDateTime: '2026-03-01T08:00:00Z',
        pageTimings: {},
      })),
      entries: requests.map((request, i) => entryOf(request, i)),
    },
  });
}

export function recording(requests: readonly Recorded[], pageTitle?: string): Exchange[] {
  return exchangesOf(entriesIn(JSON.parse(harText(requests, pageTitle)))!);
}

function entryOf(request: Recorded, index: number): object {
  const {
    at = index * GAP_MS,
    method = request.json || request.form || request.sent ? 'POST' : 'GET',
    url,
    page,
    status = 200,
    body = {},
    redirectUrl = '',
  } = request;
  const isText = typeof body === 'string';
  const type = request.type ?? (isText ? 'text/html; charset=utf-8' : 'application/json');
  const sent = request.sent && { mimeType: request.sent.type, text: request.sent.text };
  const postData = request.json
    ? { mimeType: 'application/json', text: JSON.stringify(request.json) }
    : request.form
      ? {
          mimeType: 'application/x-www-form-urlencoded',
          text: new URLSearchParams(request.form).toString(),
          params: [],
        }
      : sent;
  return {
    startedDateTime: new Date(Date.parse('2026-03-01T08:00:00Z') + at).toISOString(),
    time: TIME_MS,
    ...(page !== undefined && { pageref: page }),
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      headers: pairs(request.headers),
      queryString: [],
      cookies: [],
      ...(postData && { postData }),
    },
    response: {
      status,
      headers: [...pairs({ 'content-type': type }), ...pairs(request.responseHeaders)],
      content: { mimeType: type, text: isText ? body : JSON.stringify(body) },
      redirectURL: redirectUrl,
    },
  };
}

function pairs(fields: Record<string, string> = {}): { name: string; value: string }[] {
  return Object.entries(fields).map(([name, value]) => ({ name, value }));
}
