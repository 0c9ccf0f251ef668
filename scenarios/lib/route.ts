/**
 * What requests are filled in with, by name: `{id}` in a route is the property `id` of the user that it is sent for. Cookies belong to
 * the object too.
 */
export type User = Record<string, unknown>;

/** A JSON object of which nothing is known until it has been looked at. */
export type Json = Record<string, unknown>;

/** "count": a whole number, 0 or more. "text": not empty. */
export type Kind = 'text' | 'count' | 'number' | 'boolean' | 'list' | 'object' | 'there' | 'absent';

/** What must hold of a value; all that is said must. Without any of it the value must only be there. */
type Expectation = {
  /** A constant of the same type; "{id}" is the user's value, as what it is. */
  equals?: string | number | boolean;
  is?: Kind;
  atLeast?: number;
  atMost?: number;
  /** a list of texts in which this one is */
  includes?: string;
  /** the same value as at this path */
  sameAs?: string;
};

/** One thing that is right about a right response. `when`: only if this value of the user is true. */
export type Check =
  | ({ header: string; when?: string } & Expectation)
  /** A value in the JSON body by a path in GJSON's syntax, such as "user.id" or "classes.#.id"; `each`: in every object of the list at that path. */
  | ({ path: string; each?: string; when?: string } & Expectation)
  /** The length in bytes. */
  | { body: 'length'; equals?: number; atLeast?: number; atMost?: number }
  | { body: 'sha256'; equals: string }
  /** Byte for byte one of the system's files, or the bytes of it that a ranged request asks for; `to` is not in it. */
  | { body: 'file'; equals: string; from?: number; to?: number };

export type Part =
  | { name: string; value: string }
  | { name: string; file: string; fileName?: string; contentType?: string };

export type Body =
  /** A text "{name}" in it becomes the user's value, whatever it is. */
  | { json: Json }
  | { form: Record<string, string> }
  | { multipart: Part[] }
  | { file: string; contentType?: string };

/** One request and what its right response looks like. Pure data: k6 compiles it once a process and fills in what varies. */
export type Route = {
  /** in every figure; the key of the route when left out */
  name?: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  /** from the root of the system under test, query included; or an absolute URL that is a value of the user: "{uploadUrl}" */
  path: string;
  headers?: Record<string, string>;
  /** sent as a bearer token */
  token?: string;
  body?: Body;
  /** 200 when left out */
  status?: number;
  /** Without any of its content the response must have no body. */
  checks?: Check[];
  /** values of a correct response that become the user's, by path */
  captures?: Record<string, string>;
  /** Success was promised for this: a JSON line that the data check reads. */
  acknowledges?: { kind: string; subject: string; object: string } & Record<string, string>;
  /** tags of its figures */
  group?: string;
  transfer?: string;
  /** send and keep cookies */
  cookies?: boolean;
  /** follow so many; none when left out */
  redirects?: number;
  /** A user gives up after this; 10 s when left out. */
  timeoutMs?: number;
};

/** Content that is uploaded and compared with: a text, or so many random bytes. One copy in a process. */
export type FileContent = { text: string } | { sizeBytes: number; seed: number };

/** All that a scenario sends. */
export type System = {
  routes: Record<string, Route>;
  /** Requests that a user waits for together, by their routes' keys. Those of a group go out in parallel, a group when the one before has ended. */
  pages?: Record<string, string[][]>;
  files?: Record<string, FileContent>;
};

/**
 * "correct", "refused" (429: answered as designed, neither correct nor failed), or the reason why it failed: "timeout",
 * "network", "generator-<what it lacked>", "status-<code>", "content".
 */
export type Outcome = string;
