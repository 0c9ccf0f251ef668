import Type from 'typebox';
import { Value } from 'typebox/value';
import type { ObjectStoreAddress } from '../../harness/model/object-store.ts';
import type { PlantedDefects } from '../../harness/model/run.ts';
import type { Edge } from './edge-url.ts';
import type { PoolPolicy } from './postgres-pool.ts';

const CACHE_KINDS = ['none', 'redis', 'memory-and-redis'] as const;

/** The environment variables. README.md explains each of them. */
const Environment = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000 }),
  SERVER_NAME: Type.String({ default: 'server', maxLength: 60 }),
  SERVER_KIND: Type.String({ default: 'server' }),
  PLATFORM: Type.String(),
  DATABASE_URL: Type.String(),
  REDIS_URL: Type.Optional(Type.String()),
  REDIS_CLUSTER: Type.Optional(Type.String()),
  DATABASE_REPLICA_URLS: Type.Optional(Type.String()),
  DATABASE_BOUNCER: Type.Boolean({ default: false }),
  REDIS_COMMAND_TIMEOUT_MS: Type.Integer({ minimum: 1, default: 1000 }),
  CACHE: Type.Union(
    CACHE_KINDS.map((kind) => Type.Literal(kind)),
    { default: 'redis' },
  ),
  CACHE_GZIP: Type.Boolean({ default: true }),
  CACHE_MEMORY_ENTRIES: Type.Integer({ minimum: 1, default: 10_000 }),
  CACHE_MEMORY_TTL_SEC: Type.Number({ exclusiveMinimum: 0, default: 5 }),
  CACHE_TTL_FACTOR: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, default: 1 }),
  SINGLE_FLIGHT: Type.Boolean({ default: true }),
  PLATFORM_SETTINGS: Type.String({ default: '{}' }),
  S3_ENDPOINT: Type.Optional(Type.String()),
  S3_PUBLIC_URL: Type.Optional(Type.String()),
  S3_REGION: Type.String({ default: 'us-east-1' }),
  S3_BUCKET: Type.Optional(Type.String()),
  S3_PREFIX: Type.String({ default: '' }),
  S3_ACCESS_KEY_ID: Type.Optional(Type.String()),
  S3_SECRET_ACCESS_KEY: Type.Optional(Type.String()),
  EDGE_URL: Type.Optional(Type.String()),
  EDGE_SECRET: Type.Optional(Type.String({ minLength: 16 })),
  POOL_MAX: Type.Optional(Type.Integer({ minimum: 1 })),
  POOL_MIN: Type.Optional(Type.Integer({ minimum: 0 })),
  POOL_CONNECT_TIMEOUT_MS: Type.Optional(Type.Integer({ minimum: 1 })),
  METRICS_TOKEN: Type.String({ minLength: 16 }),
  PLANTED_DEFECTS: Type.String({ default: '{}' }),
  TRUST_PROXY: Type.Optional(Type.String()),
  SHUTDOWN_TIMEOUT_MS: Type.Integer({ minimum: 1, default: 10_000 }),
  LOG_LEVEL: Type.Union(
    ['debug', 'info', 'warn', 'error', 'fatal', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info' },
  ),
});

const Defects = Type.Object(
  {
    slowStatement: Type.Optional(
      Type.Object(
        { statement: Type.String({ minLength: 1 }), delayMs: Type.Number({ exclusiveMinimum: 0 }) },
        { additionalProperties: false },
      ),
    ),
    heavyStatement: Type.Optional(
      Type.Object(
        { statement: Type.String({ minLength: 1 }), rows: Type.Integer({ minimum: 1 }) },
        { additionalProperties: false },
      ),
    ),
    failedResponseRatio: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    failsWithoutCache: Type.Optional(Type.Literal(true)),
    blockedEventLoop: Type.Optional(
      Type.Object(
        {
          everyMs: Type.Number({ exclusiveMinimum: 0 }),
          forMs: Type.Number({ exclusiveMinimum: 0 }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

type Values = Type.Static<typeof Environment>;

export type RedisNode = { host: string; port: number };

export type Config = {
  host: string;
  port: number;
  serverName: string;
  /** which service of the platform it is; "server": all of them */
  serverKind: string;
  /** name of a folder next to app.ts, or path of one elsewhere */
  platform: string;
  /** settings of this platform alone, which validates them itself */
  platformSettings: unknown;
  databaseUrl: string;
  /** its streaming replicas, for reads */
  replicaUrls: string[];
  /** whether PgBouncer, with transaction pooling, is in front of the database */
  throughBouncer: boolean;
  /** overrides of the platform's own policy */
  pool: Partial<Pick<PoolPolicy, 'max' | 'min' | 'connectTimeoutMs'>>;
  redis: { url: string | null; clusterNodes: RedisNode[]; commandTimeoutMs: number };
  cache: {
    kind: (typeof CACHE_KINDS)[number];
    gzip: boolean;
    memory: { entries: number; ttlMs: number };
    /** multiplies the time to live of every entry */
    ttlFactor: number;
    singleFlight: boolean;
  };
  /** null: this system keeps no files */
  objectStorage: {
    store: ObjectStoreAddress;
    /** the origin at which clients reach the store; null: the same */
    publicUrl: string | null;
    edge: Edge | null;
  } | null;
  metricsToken: string;
  plantedDefects: PlantedDefects;
  /** addresses whose `X-Forwarded-For` is believed; empty: none */
  trustedProxies: string[];
  shutdownTimeoutMs: number;
  logLevel: string;
};

/** An unusable configuration. The message names the variable and never repeats its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the server's configuration from environment variables.
 * @throws ConfigError naming the first variable that is missing or wrong
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.keys(Environment.properties).flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  );
  const values = Value.Convert(Environment, Value.Default(Environment, given));
  if (!Value.Check(Environment, values)) throw new ConfigError(firstProblem(values));
  requireDatabaseUrl('DATABASE_URL', values.DATABASE_URL);
  if (values.REDIS_URL !== undefined) requireRedisUrl(values.REDIS_URL, values.REDIS_CLUSTER !== undefined);
  const replicaUrls = parseReplicaUrls(values.DATABASE_REPLICA_URLS ?? '');
  if (replicaUrls.length > 0 && !values.REDIS_URL && !values.REDIS_CLUSTER) {
    throw new ConfigError(
      'DATABASE_REPLICA_URLS needs REDIS_URL or REDIS_CLUSTER, which records what was just written',
    );
  }

  return {
    host: values.HOST,
    port: values.PORT,
    serverName: values.SERVER_NAME,
    serverKind: values.SERVER_KIND,
    platform: values.PLATFORM,
    platformSettings: parseJson('PLATFORM_SETTINGS', values.PLATFORM_SETTINGS),
    databaseUrl: values.DATABASE_URL,
    replicaUrls,
    throughBouncer: values.DATABASE_BOUNCER,
    pool: {
      ...(values.POOL_MAX !== undefined && { max: values.POOL_MAX }),
      ...(values.POOL_MIN !== undefined && { min: values.POOL_MIN }),
      ...(values.POOL_CONNECT_TIMEOUT_MS !== undefined && {
        connectTimeoutMs: values.POOL_CONNECT_TIMEOUT_MS,
      }),
    },
    redis: {
      url: values.REDIS_URL ?? null,
      clusterNodes: parseNodes(values.REDIS_CLUSTER ?? ''),
      commandTimeoutMs: values.REDIS_COMMAND_TIMEOUT_MS,
    },
    cache: {
      kind: values.CACHE,
      gzip: values.CACHE_GZIP,
      memory: { entries: values.CACHE_MEMORY_ENTRIES, ttlMs: values.CACHE_MEMORY_TTL_SEC * 1000 },
      ttlFactor: values.CACHE_TTL_FACTOR,
      singleFlight: values.SINGLE_FLIGHT,
    },
    objectStorage: objectStorageOf(values),
    metricsToken: values.METRICS_TOKEN,
    plantedDefects: parsePlantedDefects(values.PLANTED_DEFECTS),
    trustedProxies: (values.TRUST_PROXY ?? '').split(',').flatMap((address) => address.trim() || []),
    shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS,
    logLevel: values.LOG_LEVEL,
  };
}

function objectStorageOf(values: Values): Config['objectStorage'] {
  if (values.S3_ENDPOINT === undefined) return null;
  const required = (name: 'S3_BUCKET' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY' | 'EDGE_SECRET') => {
    const value = values[name];
    if (value === undefined) throw new ConfigError(`${name} is not set`);
    return value;
  };
  return {
    store: {
      endpoint: originIn('S3_ENDPOINT', values.S3_ENDPOINT),
      region: values.S3_REGION,
      bucket: required('S3_BUCKET'),
      prefix: values.S3_PREFIX,
      accessKeyId: required('S3_ACCESS_KEY_ID'),
      secretAccessKey: required('S3_SECRET_ACCESS_KEY'),
    },
    publicUrl: values.S3_PUBLIC_URL === undefined ? null : originIn('S3_PUBLIC_URL', values.S3_PUBLIC_URL),
    edge:
      values.EDGE_URL === undefined
        ? null
        : { url: originIn('EDGE_URL', values.EDGE_URL), secret: required('EDGE_SECRET') },
  };
}

function originIn(variable: string, text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw new ConfigError(`${variable} must be like http://host:port`);
  return url.origin;
}

function firstProblem(values: unknown): string {
  const [problem] = Value.Errors(Environment, values);
  if (problem?.keyword === 'required') return `${problem.params.requiredProperties[0]} is not set`;
  const name = problem?.instancePath.slice(1) || 'the configuration';
  return `${name} ${problem?.message ?? 'is invalid'}`;
}

function parseNodes(list: string): RedisNode[] {
  return list.split(',').flatMap((node) => {
    const trimmed = node.trim();
    if (trimmed === '') return [];
    const [host, port] = trimmed.split(':');
    if (!host || !Number.isInteger(Number(port)) || Number(port) < 1) {
      throw new ConfigError('REDIS_CLUSTER must be a list of host:port, separated by commas');
    }
    return [{ host, port: Number(port) }];
  });
}

function parseReplicaUrls(list: string): string[] {
  const urls = list.split(',').flatMap((url) => url.trim() || []);
  for (const url of urls) requireDatabaseUrl('DATABASE_REPLICA_URLS', url);
  return urls;
}

/** Clients accept any text, and may then use a database other than the intended one. */
function requireDatabaseUrl(variable: string, text: string): void {
  const url = URL.parse(text);
  const isWhole =
    url !== null &&
    /^postgres(ql)?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    /^\/[^/@:]+$/.test(url.pathname);
  if (!isWhole) throw new ConfigError(`${variable} must be like postgres://user:password@host:port/database`);
}

/** A client that cannot select its database goes on with the first one; a cluster has no other. */
function requireRedisUrl(text: string, isOfCluster: boolean): void {
  const url = URL.parse(text);
  const database = isOfCluster ? /^\/?$/ : /^\/?\d*$/;
  const isWhole =
    url !== null &&
    /^rediss?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    database.test(url.pathname) &&
    url.search === '' &&
    url.hash === '';
  if (!isWhole)
    throw new ConfigError(
      `REDIS_URL must be like redis://user:password@host:port${isOfCluster ? '' : '/database'}`,
    );
}

function parseJson(variable: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ConfigError(`${variable} is not JSON`);
  }
}

function parsePlantedDefects(json: string): PlantedDefects {
  const defects = parseJson('PLANTED_DEFECTS', json);
  if (!Value.Check(Defects, defects))
    throw new ConfigError('PLANTED_DEFECTS names an unknown defect or value');
  return defects as PlantedDefects;
}
