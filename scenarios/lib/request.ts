/** A JSON object of which nothing is known until it has been looked at. */
export type Json = Record<string, unknown>;

/**
 * Looks into a response's JSON body by a path in GJSON's syntax, such as "user.id" or "classes.#.id". Undefined where there is
 * nothing, or where the body is no JSON. k6 does it outside its interpreter, in which parsing a whole body costs as much
 * as sending the request (docs/adr/0051).
 */
export type Look = (path: string) => unknown;

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
  isRight?: (look: Look) => boolean;
};

/** What came back, as far as it takes to judge it. `status` 0: no response at all. */
export type ApiResponse = {
  status: number;
  isEmpty: boolean;
  look: Look;
  timedOut: boolean;
  /** why there is no response, when the system has nothing to do with it (own-fault.ts) */
  ownFault?: string | null;
};

/**
 * "correct", "refused" (429: answered as designed, neither correct nor failed), or the reason why it failed: "timeout",
 * "network", "generator-<what it lacked>", "status-<code>", "content".
 */
export type Outcome = string;

/** Judges a response by status and content. */
export function judgeResponse(request: ApiRequest, response: ApiResponse): Outcome {
  if (response.status === 429) return 'refused';
  if (response.status === 0) return response.ownFault ?? (response.timedOut ? 'timeout' : 'network');
  if (response.status !== request.status) return `status-${response.status}`;
  const isRight = request.isRight ? isRightBody(response.look, request.isRight) : response.isEmpty;
  return isRight ? 'correct' : 'content';
}

/** A body that a check cannot even look through is wrong content and not an error of ours. */
function isRightBody(look: Look, isRight: (look: Look) => boolean): boolean {
  try {
    return isRight(look);
  } catch {
    return false;
  }
}
