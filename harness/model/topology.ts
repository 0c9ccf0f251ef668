import Type from 'typebox';

/** The value of a setting that only one platform has. */
export const PlatformSetting = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
export type PlatformSetting = Type.Static<typeof PlatformSetting>;

/** Requests whose paths have a prefix, and how the edge treats them. */
export const EdgeRoute = Type.Object(
  {
    pathPrefix: Type.String({ pattern: '^/[A-Za-z0-9/_.-]*$' }),
    bodyLimitBytes: Type.Optional(Type.Integer({ minimum: 1, description: 'left out: 256 KB' })),
    timeoutMs: Type.Optional(
      Type.Integer({ minimum: 1, description: 'the longest that a server may be silent; left out: 35 s' }),
    ),
    tries: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'servers that a request is given to, one after the other, until one answers; left out: 3',
      }),
    ),
    cacheForSec: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'the edge caches responses that are the same for everyone; left out: it caches none',
      }),
    ),
  },
  { additionalProperties: false },
);
export type EdgeRoute = Type.Static<typeof EdgeRoute>;

/** Server processes that do the same work. */
export const ServerGroup = Type.Object(
  {
    kind: Type.String({
      pattern: '^(?!postgres|pgbouncer|redis|nginx|object-store|server$)[a-z][a-z-]*$',
      description:
        'which service of the platform it is; its processes are called "<kind>-1", "<kind>-2", ...',
    }),
    count: Type.Integer({ minimum: 1, maximum: 4 }),
    weights: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 100 }), {
        description: 'share of the traffic by server, in order; left out: even',
      }),
    ),
    poolMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    poolMin: Type.Optional(Type.Integer({ minimum: 0, maximum: 500 })),
    routes: Type.Array(EdgeRoute, {
      minItems: 1,
      description: 'what the edge sends to it; the longest prefix wins, and one group has "/"',
    }),
  },
  { additionalProperties: false },
);
export type ServerGroup = Type.Static<typeof ServerGroup>;

/** How the system under test is set up. Every field is a factor that an experiment may vary. */
export const Topology = Type.Object(
  {
    servers: Type.Union(
      [Type.Integer({ minimum: 1, maximum: 4 }), Type.Array(ServerGroup, { minItems: 1 })],
      {
        description: 'number of identical servers, or groups of several kinds',
      },
    ),
    weights: Type.Union(
      [Type.Array(Type.Integer({ minimum: 1, maximum: 100 }), { minItems: 1, maxItems: 4 }), Type.Null()],
      { description: 'share of the traffic by server, in order; null: even, or as groups have it' },
    ),
    poolMax: Type.Integer({ minimum: 1, maximum: 500, description: 'connections of each server' }),
    poolMin: Type.Integer({ minimum: 0, maximum: 500 }),
    cache: Type.Union([Type.Literal('none'), Type.Literal('redis'), Type.Literal('memory-and-redis')]),
    memoryCacheEntries: Type.Integer({ minimum: 1, description: 'of each server, in the memory tier' }),
    memoryCacheTtlSec: Type.Number({
      exclusiveMinimum: 0,
      description: 'the longest that the memory tier keeps a value',
    }),
    cacheTtlFactor: Type.Number({
      exclusiveMinimum: 0,
      description: 'times the documented time to live of every family',
    }),
    redisMaxMemoryMb: Type.Integer({ minimum: 8, description: 'of all Redis nodes together' }),
    cacheGzip: Type.Boolean(),
    redisNodes: Type.Union([Type.Literal(1), Type.Literal(3)], { description: '3: a cluster' }),
    indexes: Type.Boolean({ description: "the document's indexes; primary keys are always there" }),
    replicas: Type.Integer({ minimum: 0, maximum: 2, description: 'streaming replicas that answer reads' }),
    pgbouncer: Type.Boolean({ description: 'transaction pooling between servers and database' }),
    singleFlight: Type.Boolean({ description: 'simultaneous misses of one key cause one load' }),
    objectStorage: Type.Union([Type.Literal('none'), Type.Literal('s3')], {
      description: 'where files are kept, which clients upload and download by signed URLs',
    }),
    fileDelivery: Type.Union([Type.Literal('origin'), Type.Literal('edge')], {
      description: 'what signed downloads come from: the object store, or a cache at the edge',
    }),
    platform: Type.Record(Type.String(), PlatformSetting, {
      description: "by the platform's own factors; those left out are as the platform has them",
    }),
  },
  { additionalProperties: false },
);
export type Topology = Type.Static<typeof Topology>;

/** The kind of identical servers. */
export const ALIKE = 'server';

/** The groups of a system's servers. Identical servers are a single group, which gets every request. */
export function serverGroups({ servers, weights }: Pick<Topology, 'servers' | 'weights'>): ServerGroup[] {
  if (typeof servers !== 'number') return servers;
  return [{ kind: ALIKE, count: servers, ...(weights && { weights }), routes: [{ pathPrefix: '/' }] }];
}

export function serverCount({ servers }: Pick<Topology, 'servers'>): number {
  return typeof servers === 'number' ? servers : servers.reduce((sum, { count }) => sum + count, 0);
}

/** The names of the servers, in order: "server-1", "server-2", ... */
export function serverNames({ servers }: Pick<Topology, 'servers'>): string[] {
  return serverGroups({ servers, weights: null }).flatMap(namesInGroup);
}

export function namesInGroup({ kind, count }: Pick<ServerGroup, 'kind' | 'count'>): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);
}

/** The most connections that the pools of a system's servers open to the primary. */
export function poolConnectionsOf(topology: Pick<Topology, 'servers' | 'poolMax'>): number {
  return serverGroups({ ...topology, weights: null }).reduce(
    (sum, { count, poolMax = topology.poolMax }) => sum + count * poolMax,
    0,
  );
}

/** The factors that every platform has. */
export type FactorName = Exclude<keyof Topology, 'platform'>;
