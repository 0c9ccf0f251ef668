/**
 * The values that requests are filled in with, by name: `{id}` in a route is the property `id` of the user it is sent for. Cookies are
 * kept per object too.
 */
export type User = Record<string, unknown>;

/** A JSON object whose contents have not been checked. */
export type Json = Record<string, unknown>;

/** "count": a whole number, 0 or more. "text": not empty. */
export type Kind = 'text' | 'count' | 'number' | 'boolean' | 'list' | 'object' | 'there' | 'absent';

/** Requirements on a value; all that are given must hold. If none are given, the value only has to be present. */
type Expectation = {
  /** A constant of the same type; "{id}" is the user's value, with its own type. */
  equals?: string | number | boolean;
  is?: Kind;
  atLeast?: number;
  atMost?: number;
  /** the value is a list of texts that contains this one */
  includes?: string;
  /** the same value as at this path */
  sameAs?: string;
};

/** One check of a response. `when`: only if this value of the user is true. */
export type Check =
  | ({ header: string; when?: string } & Expectation)
  /** A value in the JSON body, at a GJSON path such as "user.id" or "classes.#.id". `each`: in every object of the list at that path. */
  | ({ path: string; each?: string; when?: string } & Expectation)
  /** The length in bytes. */
  | { body: 'length'; equals?: number; atLeast?: number; atMost?: number }
  /** Computed while the body is read. */
  | { body: 'sha256'; equals: string }
  /** One of the system's files, byte for byte, or the part of it that a range request asks for (`to` is exclusive). */
  | { body: 'file'; equals: string; from?: number; to?: number };

export type Part =
  | { name: string; value: string }
  | { name: string; file: string; fileName?: string; contentType?: string };

export type Body =
  /** A text "{name}" in it is replaced by the user's value, of any type. */
  | { json: Json }
  | { form: Record<string, string> }
  | { multipart: Part[] }
  /** A file, or a part of it (`to` is exclusive). */
  | { file: string; contentType?: string; from?: number; to?: number };

/** One request and the checks of its response. Pure data: k6 compiles it once per process and fills in the values that vary. */
export type Route = {
  /** its name in every figure; the key of the route when left out */
  name?: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  /** relative to the root of the system under test, query included; or an absolute URL from a value of the user: "{uploadUrl}" */
  path: string;
  headers?: Record<string, string>;
  /** sent as a bearer token */
  token?: string;
  body?: Body;
  /** 200 when left out */
  status?: number;
  /** With no check of the content, the response must have no body. */
  checks?: Check[];
  /** values of a correct response to store in the user, by path */
  captures?: Record<string, string>;
  /** What a success acknowledges: a JSON line that the data check reads. */
  acknowledges?: { kind: string; subject: string; object: string } & Record<string, string>;
  /** tags of its figures */
  group?: string;
  transfer?: string;
  /** send and keep cookies */
  cookies?: boolean;
  /** how many redirects to follow; none when left out */
  redirects?: number;
  /** A user gives up after this; 10 s when left out. */
  timeoutMs?: number;
};

/** Content to upload or to compare responses with: a text, or a number of random bytes. Each process holds one copy. */
export type FileContent = { text: string } | { sizeBytes: number; seed: number };

/** All that a scenario sends. */
export type System = {
  routes: Record<string, Route>;
  /** Requests that a user waits for together, by route key. The requests of a group are sent in parallel, one group after the other. */
  pages?: Record<string, string[][]>;
  files?: Record<string, FileContent>;
};

/**
 * "correct", "refused" (429: answered as designed, neither correct nor failed), or the reason why it failed: "timeout",
 * "network", "generator-<what it lacked>", "status-<code>", "content".
 */
export type Outcome = string;
