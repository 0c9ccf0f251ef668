/** A JSON object as it came over the wire: nothing is known of it until it has been looked at. */
export type Json = Record<string, unknown>;

/** One request and what its right response looks like. Pure data and functions: k6 sends it, a test may too. */
export type ApiRequest = {
  /** the route's name in every figure, e.g. "sync.read" */
  name: string;
  method: 'GET' | 'POST' | 'PUT';
  /** from the root of the system under test, query included */
  path: string;
  token?: string;
  body?: Json;
  status: number;
  /** is it the right object, in the right shape? Without this the response must have no body. */
  isRight?: (body: Json) => boolean;
};

/** What came back, as far as it takes to judge it. `status` 0: no response at all. */
export type ApiResponse = { status: number; text: string; timedOut: boolean };

/** A refusal (429) is answered as designed: neither correct nor failed. */
export type Outcome =
  | { kind: 'correct'; body: Json }
  | { kind: 'refused' }
  | { kind: 'failed'; reason: string };

/** Judges a response by status and content. Reasons: "timeout", "network", "status-<code>", "content". */
export function judgeResponse(request: ApiRequest, response: ApiResponse): Outcome {
  if (response.status === 429) return { kind: 'refused' };
  if (response.status === 0) return { kind: 'failed', reason: response.timedOut ? 'timeout' : 'network' };
  if (response.status !== request.status) return { kind: 'failed', reason: `status-${response.status}` };
  const body = request.isRight ? rightBody(response.text, request.isRight) : response.text === '' ? {} : null;
  return body ? { kind: 'correct', body } : { kind: 'failed', reason: 'content' };
}

/** A body that is no JSON, or that a check cannot even look through, is wrong content and not an error of ours. */
function rightBody(text: string, isRight: (body: Json) => boolean): Json | null {
  try {
    const body = JSON.parse(text) as Json;
    return isRight(body) ? body : null;
  } catch {
    return null;
  }
}
