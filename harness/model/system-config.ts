import Type from 'typebox';
import { Indicator } from './indicator.ts';
import { Route, System } from './route.ts';
import { Operator } from './target.ts';
import { Journey, Traffic } from './traffic.ts';

const closed = { additionalProperties: false };
const positive = { exclusiveMinimum: 0 };
const ms = (description: string) => Type.Optional(Type.Number({ ...positive, description }));

/** A target: exactly one promise, in a short form for the usual ones, or any indicator with its operator and bound. */
export const TargetConfig = Type.Object(
  {
    p50Ms: ms('half of the requests are answered within this time'),
    p90Ms: ms('90% of the requests are answered within this time'),
    p95Ms: ms('95% of the requests are answered within this time'),
    p99Ms: ms('99% of the requests are answered within this time'),
    meanMs: ms('requests are answered within this time on average'),
    availability: Type.Optional(
      Type.Number({
        ...positive,
        maximum: 1,
        description: 'at least this share of the responses is correct: 0.999',
      }),
    ),
    ratePerSec: Type.Optional(
      Type.Number({ ...positive, description: 'at least this many correct responses a second' }),
    ),
    users: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'at least this many users at once, while the p95 holds if one is promised',
      }),
    ),
    indicator: Type.Optional(Indicator),
    operator: Type.Optional(Operator),
    bound: Type.Optional(Type.Number()),
    route: Type.Optional(
      Type.String({ minLength: 1, description: 'of a short form: only these requests; left out: all' }),
    ),
    load: Type.Optional(
      Type.Union([Type.Literal('open'), Type.Literal('closed')], {
        description: 'judged in this load only; left out: in every load that can show it',
      }),
    ),
    id: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
        description: 'left out: made from the promise',
      }),
    ),
    statement: Type.Optional(
      Type.String({ minLength: 1, description: 'the promise in your words; left out: in ours' }),
    ),
  },
  closed,
);
export type TargetConfig = Type.Static<typeof TargetConfig>;

const loadFields = {
  ratePerSec: Type.Optional(
    Type.Number({ ...positive, description: 'requests a second of an open load; left out: no open load' }),
  ),
  users: Type.Optional(
    Type.Integer({ minimum: 1, description: 'users of a closed load; left out: no closed load' }),
  ),
  warmUpMs: Type.Optional(
    Type.Integer({ minimum: 1000, description: 'before each steady phase; not judged' }),
  ),
  durationMs: Type.Optional(
    Type.Integer({ minimum: 1000, description: 'of the steady phase of each load, which is judged' }),
  ),
};

/** What is offered. With a rate and users, the closed load comes first. */
export const LoadConfig = Type.Object(
  {
    ...loadFields,
    thinkTimeMs: Type.Optional(
      Type.Number({ minimum: 0, description: 'mean time between two requests of a user; left out: 1 s' }),
    ),
    requestsPerArrival: Type.Optional(
      Type.Number({
        minimum: 1,
        description: 'that one arrival of the open load sends on average; left out: as the journeys say',
      }),
    ),
    quick: Type.Optional(
      Type.Object(loadFields, { ...closed, description: 'what is different with --quick' }),
    ),
  },
  closed,
);
export type LoadConfig = Type.Static<typeof LoadConfig>;

/** Who sends the requests. Without users, everyone is the same anonymous client. */
export const UsersConfig = Type.Object(
  {
    file: Type.Optional(
      Type.String({ minLength: 1, description: 'CSV with a header; its columns are values of each user' }),
    ),
    logIn: Type.Optional(Type.Union([Route, Type.Array(Route, { minItems: 1 })])),
  },
  {
    ...closed,
    description:
      'logIn: a request that is sent once for each user before the load, or several one after the other; their captures are values of that user',
  },
);
export type UsersConfig = Type.Static<typeof UsersConfig>;

const unit = Type.Optional(
  Type.Union([Type.Literal('s'), Type.Literal('ms')], { description: 'of the histogram; left out: s' }),
);
const metric = (description: string) => Type.String({ pattern: '^[a-zA-Z_:][a-zA-Z0-9_:]*$', description });
const label = Type.Optional(Type.String({ minLength: 1 }));

/** A Prometheus endpoint of one server, and what its metrics are called there. */
export const MetricsConfig = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, description: 'of the server; left out: server-1, ...' })),
    url: Type.String({ description: 'such as http://127.0.0.1:3000/metrics' }),
    token: Type.Optional(Type.String({ description: `sent as a bearer token, such as '\${METRICS_TOKEN}'` })),
    requests: Type.Optional(
      Type.Object({ counter: metric('of answered requests'), statusLabel: label }, closed),
    ),
    requestTime: Type.Optional(
      Type.Object(
        { histogram: metric('of the time in the server, without _bucket'), unit, routeLabel: label },
        { ...closed, description: 'by route, if its label has the names of the routes' },
      ),
    ),
    queryTime: Type.Optional(
      Type.Object({ histogram: metric('of database queries'), unit, statementLabel: label }, closed),
    ),
    poolWait: Type.Optional(
      Type.Object({ histogram: metric('of waits for a database connection'), unit }, closed),
    ),
    cache: Type.Optional(
      Type.Object({ hits: metric('counter of hits'), misses: metric('counter of misses') }, closed),
    ),
  },
  closed,
);
export type MetricsConfig = Type.Static<typeof MetricsConfig>;

/** What may be observed besides the responses. DATABASE_URL and REDIS_URL, if set, are the system's stores. */
export const TelemetryConfig = Type.Object(
  {
    metrics: Type.Optional(Type.Array(MetricsConfig)),
    processes: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'names of programs of the system that run on this machine, such as "node" or "postgres"',
      }),
    ),
  },
  closed,
);
export type TelemetryConfig = Type.Static<typeof TelemetryConfig>;

/**
 * A system of one's own: `export default defineSystem({ ... })` in proofload.config.ts. What is sent is in `plan`, in `scenario`, or here
 * in `routes`. `${NAME}` in a header, a token or a body is an environment variable.
 */
export const SystemConfig = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'for people, and in the names of run folders' }),
    url: Type.String({ description: 'where the system is; paths of requests are below it' }),
    hosts: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'hosts of your own that a load may go to, besides this machine; each is still confirmed',
      }),
    ),
    targets: Type.Array(TargetConfig, { minItems: 1 }),
    load: LoadConfig,
    plan: Type.Optional(Type.String({ minLength: 1, description: 'path of a plan.json' })),
    scenario: Type.Optional(Type.String({ minLength: 1, description: 'path of a scenario in TypeScript' })),
    routes: Type.Optional(System.properties.routes),
    pages: Type.Optional(System.properties.pages),
    files: Type.Optional(System.properties.files),
    journeys: Type.Optional(
      Type.Array(Journey, { minItems: 1, description: 'left out: one for each route, chosen equally' }),
    ),
    values: Traffic.properties.values,
    users: Type.Optional(UsersConfig),
    token: Type.Optional(
      Type.String({
        minLength: 1,
        description: `sent as a bearer token with every request that has none: '\${API_TOKEN}', or '{token}' of the user`,
      }),
    ),
    headers: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'sent with every request' }),
    ),
    writes: Type.Optional(
      Type.Boolean({ description: 'whether requests other than GET and HEAD may be sent; left out: no' }),
    ),
    telemetry: Type.Optional(TelemetryConfig),
    dataLabel: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description:
          "what data the system holds, in your words: '20,000 orders, 2026-11'. Runs with another label are not compared; left out: it is not known whether the data changed",
      }),
    ),
  },
  closed,
);
export type SystemConfig = Type.Static<typeof SystemConfig>;
