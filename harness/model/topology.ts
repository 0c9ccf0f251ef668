import Type from 'typebox';

/** What a setting that only one platform has may be. */
export const PlatformSetting = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
export type PlatformSetting = Type.Static<typeof PlatformSetting>;

/** How the system under test is set up. Every field is a factor that an experiment may vary. */
export const Topology = Type.Object(
  {
    servers: Type.Integer({ minimum: 1, maximum: 4 }),
    weights: Type.Union(
      [Type.Array(Type.Integer({ minimum: 1, maximum: 100 }), { minItems: 1, maxItems: 4 }), Type.Null()],
      { description: 'share of the traffic by server, in order; null: even' },
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
    singleFlight: Type.Boolean({ description: 'misses of one key at once load once' }),
    platform: Type.Record(Type.String(), PlatformSetting, {
      description: "by the platform's own factors; what is left out is as the platform has it",
    }),
  },
  { additionalProperties: false },
);
export type Topology = Type.Static<typeof Topology>;

/** What the servers are called, in order: "server-1", "server-2", ... */
export function serverNames({ servers }: Pick<Topology, 'servers'>): string[] {
  return Array.from({ length: servers }, (_, index) => `server-${index + 1}`);
}

/** The factors that every platform has. */
export type FactorName = Exclude<keyof Topology, 'platform'>;

/** The system as the TVET Connect document has it: sections 3, 4 and 7. */
export const DOCUMENTED_TOPOLOGY: Topology = {
  servers: 3,
  weights: null,
  poolMax: 100,
  poolMin: 10,
  cache: 'redis',
  memoryCacheEntries: 10_000,
  memoryCacheTtlSec: 5,
  cacheTtlFactor: 1,
  redisMaxMemoryMb: 2048,
  cacheGzip: true,
  redisNodes: 1,
  indexes: true,
  replicas: 0,
  pgbouncer: false,
  singleFlight: true,
  platform: {},
};
