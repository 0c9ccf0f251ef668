import Type from 'typebox';

/*
 * What a scenario sends: requests with the checks of their responses, as data. k6 compiles it once per process and fills in the values
 * that vary: "{id}" is the value `id` of the user that a request is sent for.
 */

const closed = { additionalProperties: false };

/** "count": a whole number, 0 or more. "text": not empty. */
export const Kind = Type.Union([
  Type.Literal('text'),
  Type.Literal('count'),
  Type.Literal('number'),
  Type.Literal('boolean'),
  Type.Literal('list'),
  Type.Literal('object'),
  Type.Literal('there'),
  Type.Literal('absent'),
]);
export type Kind = Type.Static<typeof Kind>;

/** A text, number or truth value. */
export const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
export type Scalar = Type.Static<typeof Scalar>;

/** Requirements on a value; all that are given must hold. If none are given, the value only has to be present. */
const expectation = {
  equals: Type.Optional(
    Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
      description: 'a constant of the same type; "{id}" is the user\'s value, with its own type',
    }),
  ),
  is: Type.Optional(Kind),
  atLeast: Type.Optional(Type.Number()),
  atMost: Type.Optional(Type.Number()),
  includes: Type.Optional(
    Type.String({ description: 'the value is a list of texts that contains this one' }),
  ),
  sameAs: Type.Optional(Type.String({ description: 'the same value as at this path' })),
  when: Type.Optional(Type.String({ description: 'only if this value of the user is true' })),
};
const part = { from: Type.Optional(Type.Number()), to: Type.Optional(Type.Number()) };

/** One check of a response. */
export const Check = Type.Union([
  Type.Object({ header: Type.String(), ...expectation }, closed),
  Type.Object(
    {
      path: Type.String({ description: 'of a value in the JSON body, in GJSON, such as "user.id"' }),
      each: Type.Optional(Type.String({ description: 'in every object of the list at that path' })),
      ...expectation,
    },
    closed,
  ),
  Type.Object(
    {
      body: Type.Literal('length', { description: 'in bytes' }),
      equals: Type.Optional(Type.Number()),
      atLeast: Type.Optional(Type.Number()),
      atMost: Type.Optional(Type.Number()),
    },
    closed,
  ),
  Type.Object({ body: Type.Literal('sha256'), equals: Type.String() }, closed),
  Type.Object(
    { body: Type.Literal('file'), equals: Type.String(), ...part },
    {
      ...closed,
      description:
        "one of the system's files, byte for byte, or the part of it that a range request asks for (`to` is exclusive)",
    },
  ),
]);
export type Check = Type.Static<typeof Check>;

export const Part = Type.Union([
  Type.Object({ name: Type.String(), value: Type.String() }, closed),
  Type.Object(
    {
      name: Type.String(),
      file: Type.String(),
      fileName: Type.Optional(Type.String()),
      contentType: Type.Optional(Type.String()),
    },
    closed,
  ),
]);
export type Part = Type.Static<typeof Part>;

/** A JSON object whose contents have not been checked. */
export const Json = Type.Record(Type.String(), Type.Unknown());
export type Json = Type.Static<typeof Json>;

export const Body = Type.Union([
  Type.Object(
    { json: Type.Union([Json, Type.Array(Type.Unknown())]) },
    { ...closed, description: 'a text "{name}" in it is replaced by the user\'s value, of any type' },
  ),
  Type.Object({ form: Type.Record(Type.String(), Type.String()) }, closed),
  Type.Object({ multipart: Type.Array(Part) }, closed),
  Type.Object({ text: Type.String(), contentType: Type.Optional(Type.String()) }, closed),
  Type.Object(
    { file: Type.String(), contentType: Type.Optional(Type.String()), ...part },
    { ...closed, description: 'one of the files of the system, or a part of it (`to` is exclusive)' },
  ),
]);
export type Body = Type.Static<typeof Body>;

/** Where the value of a capture is in a correct response. */
export const CaptureSource = Type.Union([
  Type.String({ description: 'a path in the JSON body, in GJSON; of a list, one item is drawn' }),
  Type.Object({ header: Type.String() }, closed),
  Type.Object({ cookie: Type.String({ description: 'name of a cookie that the response sets' }) }, closed),
  Type.Object(
    { after: Type.String({ minLength: 1 }), before: Type.String({ minLength: 1 }) },
    { ...closed, description: 'the text between the first `after` of the body and the next `before`' },
  ),
]);
export type CaptureSource = Type.Static<typeof CaptureSource>;

export const Method = Type.Union([
  Type.Literal('GET'),
  Type.Literal('POST'),
  Type.Literal('PUT'),
  Type.Literal('PATCH'),
  Type.Literal('DELETE'),
  Type.Literal('HEAD'),
  Type.Literal('OPTIONS'),
]);
export type Method = Type.Static<typeof Method>;

/** One request and the checks of its response. */
export const Route = Type.Object(
  {
    name: Type.Optional(
      Type.String({ description: 'its name in every figure; left out: the key of the route' }),
    ),
    method: Method,
    path: Type.String({
      minLength: 1,
      description:
        'relative to the root of the system under test, query included; or an absolute URL from a value of the user: "{uploadUrl}"',
    }),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    token: Type.Optional(Type.String({ description: 'sent as a bearer token' })),
    body: Type.Optional(Body),
    status: Type.Optional(
      Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.Literal('2xx')], {
        description: 'left out: 200',
      }),
    ),
    checks: Type.Optional(
      Type.Array(Check, { description: 'with no check of the content, the response must have no body' }),
    ),
    captures: Type.Optional(
      Type.Record(Type.String(), CaptureSource, {
        description: 'values of a correct response to store in the user, by name',
      }),
    ),
    acknowledges: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description:
          'what a success acknowledges, with `kind`, `subject` and `object`: a JSON line that the data check reads',
      }),
    ),
    group: Type.Optional(Type.String({ description: 'a tag of its figures' })),
    transfer: Type.Optional(Type.String({ description: 'a tag of its figures' })),
    cookies: Type.Optional(Type.Boolean({ description: 'send and keep cookies' })),
    redirects: Type.Optional(Type.Integer({ minimum: 0, description: 'how many to follow; left out: none' })),
    timeoutMs: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'a user gives up after this; left out: 10 s' }),
    ),
  },
  closed,
);
export type Route = Type.Static<typeof Route>;

/** Content to upload or to compare responses with. Each process holds one copy. */
export const FileContent = Type.Union([
  Type.Object({ text: Type.String() }, closed),
  Type.Object({ sizeBytes: Type.Integer({ minimum: 0 }), seed: Type.Integer() }, closed),
]);
export type FileContent = Type.Static<typeof FileContent>;

/** All that a scenario sends. */
export const System = Type.Object(
  {
    routes: Type.Record(Type.String(), Route),
    pages: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.Array(Type.String())), {
        description:
          'requests that a user waits for together, by route key; those of a group are sent in parallel, one group after the other',
      }),
    ),
    files: Type.Optional(Type.Record(Type.String(), FileContent)),
  },
  closed,
);
export type System = Type.Static<typeof System>;

/**
 * The values that requests are filled in with, by name: `{id}` in a route is the property `id` of the user it is sent for. Cookies are
 * kept per object too.
 */
export type User = Record<string, unknown>;

/**
 * "correct", "refused" (429: answered as designed, neither correct nor failed), or the reason why it failed: "timeout",
 * "network", "generator-<what it lacked>", "status-<code>", "content".
 */
export type Outcome = string;
