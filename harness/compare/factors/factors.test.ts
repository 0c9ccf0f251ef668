import { describe, expect, it } from 'vitest';
import type { PlatformFactor } from '../../model/platform-factor.ts';
import type { Seen } from '../../model/seen.ts';
import type { StatementPlan } from '../../model/system-facts.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { FactorName, Topology } from '../../model/topology.ts';
import { contradictionsIn, factorsOf, levelAlone, prove, withLevels } from './index.ts';
import { FACTS, SEEN } from './testdata/seen.ts';

const FACTORS = factorsOf({
  caches: { ttlSec: { online_class: 3600 }, session: 'user_session' },
  factors: [],
});

function proofOf(factor: FactorName, topology: Partial<Topology>, seen: Partial<Seen> = {}) {
  return prove(FACTORS, [factor], { ...SEEN, ...seen }, { ...DOCUMENTED_TOPOLOGY, ...topology })[0]!;
}
const facts = (changes: Partial<Seen['facts']>): Partial<Seen> => ({ facts: { ...FACTS, ...changes } });
const BOUNCED = facts({ bouncerBackends: [11, 12, 13, 14] });
const STREAMING = facts({ replication: [{ name: 'replica_1', state: 'streaming', replayLagMs: 2 }] });
const CLUSTER = facts({
  redisNodes: [300, 310, 290].map((keys) => ({
    keys,
    maxMemoryBytes: 715_827_882,
    valuesBytes: 1e6,
    isClusterNode: true,
  })),
});
const [CLASS_LIST, CLASS_READ] = FACTS.plans as [StatementPlan, StatementPlan];
const USED_BY_ONE_MORE = facts({
  plans: [CLASS_LIST, { ...CLASS_READ, here: CLASS_LIST.here }],
});
const SCANNED = { nodes: ['Seq Scan'], indexes: [] };
const DROPPED = facts({ indexes: [], plans: [{ ...CLASS_LIST, here: SCANNED }, CLASS_READ] });

describe('a factor that took effect is proved', () => {
  it.each<[FactorName, Partial<Topology>, Partial<Seen>]>([
    ['servers', { servers: 3 }, {}],
    ['weights', {}, {}],
    [
      'weights',
      { weights: [3, 3, 2] },
      { requestsByServer: { 'server-1': 375, 'server-2': 376, 'server-3': 249 } },
    ],
    ['poolMax', { poolMax: 100 }, {}],
    ['poolMax', { poolMax: 20, replicas: 1 }, { pool: { mostOpen: 30, leastOpen: 20, maxima: [40] } }],
    ['poolMin', { poolMin: 10 }, {}],
    ['cache', { cache: 'redis' }, {}],
    ['cache', { cache: 'none' }, { lookups: { hit: 0, miss: 1000, error: 0 } }],
    ['cache', { cache: 'memory-and-redis' }, { tierHits: { memory: 500, redis: 400 } }],
    ['memoryCacheEntries', { memoryCacheEntries: 100 }, { memoryEntries: 100 }],
    ['memoryCacheTtlSec', { memoryCacheTtlSec: 5 }, { memoryAgeMostMs: 4990 }],
    ['cacheTtlFactor', { cacheTtlFactor: 1 }, {}],
    ['redisMaxMemoryMb', { redisMaxMemoryMb: 2048 }, {}],
    ['redisMaxMemoryMb', { redisMaxMemoryMb: 2048, redisNodes: 3 }, CLUSTER],
    ['cacheGzip', { cacheGzip: true }, {}],
    ['redisNodes', { redisNodes: 1 }, {}],
    ['redisNodes', { redisNodes: 3 }, CLUSTER],
    ['indexes', { indexes: true }, {}],
    ['indexes', { indexes: true }, USED_BY_ONE_MORE],
    ['indexes', { indexes: false }, DROPPED],
    ['replicas', { replicas: 0 }, {}],
    [
      'replicas',
      { replicas: 1 },
      { ...STREAMING, queriesByRole: { primary: 100, replica: 90 }, replicaLagMs: 4 },
    ],
    ['pgbouncer', { pgbouncer: false }, {}],
    ['pgbouncer', { pgbouncer: true }, BOUNCED],
    ['singleFlight', { singleFlight: true }, {}],
    ['singleFlight', { singleFlight: false }, { loadsShared: 0 }],
    ['objectStorage', { objectStorage: 'none' }, {}],
    ['objectStorage', { objectStorage: 's3' }, facts({ storedObjects: 7 })],
    ['fileDelivery', { fileDelivery: 'origin' }, {}],
    ['fileDelivery', { fileDelivery: 'edge' }, facts({ edgeAnswers: { HIT: 3, MISS: 1 } })],
  ])('%s %o', (factor, topology, seen) => {
    expect(proofOf(factor, topology, seen)).toMatchObject({ factor, status: 'proved' });
  });
});

describe('a factor that did not take effect is refuted', () => {
  it.each<[string, FactorName, Partial<Topology>, Partial<Seen>]>([
    ['a server that never answered', 'servers', { servers: 4 }, {}],
    ['even shares instead of weights', 'weights', { weights: [3, 3, 2] }, {}],
    ['a pool with another maximum', 'poolMax', { poolMax: 20 }, {}],
    [
      'a pool that passed its maximum',
      'poolMax',
      { poolMax: 100 },
      { pool: { mostOpen: 101, leastOpen: 10, maxima: [100] } },
    ],
    ['a pool that closed too many', 'poolMin', { poolMin: 11 }, {}],
    ['a cache that was on', 'cache', { cache: 'none' }, {}],
    ['a cache that never hit', 'cache', { cache: 'redis' }, { lookups: { hit: 0, miss: 9, error: 0 } }],
    ['a memory tier not asked for', 'cache', { cache: 'redis' }, { tierHits: { memory: 1, redis: 9 } }],
    ['a memory tier that was off', 'cache', { cache: 'memory-and-redis' }, {}],
    ['too many entries in memory', 'memoryCacheEntries', { memoryCacheEntries: 100 }, { memoryEntries: 101 }],
    [
      'a value that outlived its time',
      'memoryCacheTtlSec',
      { memoryCacheTtlSec: 5 },
      { memoryAgeMostMs: 5251 },
    ],
    ['unchanged times to live', 'cacheTtlFactor', { cacheTtlFactor: 0.1 }, {}],
    ['times to live that are too short', 'cacheTtlFactor', { cacheTtlFactor: 10 }, {}],
    ['another maxmemory', 'redisMaxMemoryMb', { redisMaxMemoryMb: 64 }, {}],
    ['compression that was on', 'cacheGzip', { cacheGzip: false }, {}],
    ['a single Redis instead of a cluster', 'redisNodes', { redisNodes: 3 }, {}],
    [
      'a cluster where one node does everything',
      'redisNodes',
      { redisNodes: 3 },
      facts({
        redisNodes: [
          { keys: 900, maxMemoryBytes: 1, valuesBytes: 1, isClusterNode: true },
          ...CLUSTER.facts!.redisNodes.slice(1).map((node) => ({ ...node, keys: 0 })),
        ],
      }),
    ],
    ['an index that was not dropped', 'indexes', { indexes: false }, {}],
    ['indexes that are gone but a plan that uses one', 'indexes', { indexes: false }, facts({ indexes: [] })],
    ['indexes that are missing', 'indexes', { indexes: true }, DROPPED],
    [
      'an index that exists but is not used',
      'indexes',
      { indexes: true },
      facts({
        plans: [
          { ...CLASS_LIST, here: SCANNED },
          { ...CLASS_READ, here: CLASS_LIST.here },
        ],
      }),
    ],
    [
      'a replica that does not stream',
      'replicas',
      { replicas: 1 },
      facts({ replication: [{ name: 'r', state: 'startup', replayLagMs: null }] }),
    ],
    ['a replica that answered nothing', 'replicas', { replicas: 1 }, { ...STREAMING, replicaLagMs: 1 }],
    [
      'a replica whose lag was not measured',
      'replicas',
      { replicas: 1 },
      { ...STREAMING, queriesByRole: { primary: 1, replica: 9 } },
    ],
    ['a replica not asked for', 'replicas', { replicas: 0 }, STREAMING],
    ['a missing PgBouncer', 'pgbouncer', { pgbouncer: true }, {}],
    ['a connection past PgBouncer', 'pgbouncer', { pgbouncer: true }, facts({ bouncerBackends: [11, 12] })],
    ['a PgBouncer not asked for', 'pgbouncer', { pgbouncer: false }, BOUNCED],
    ['loads that were shared', 'singleFlight', { singleFlight: false }, {}],
    [
      'an object store not asked for',
      'objectStorage',
      { objectStorage: 'none' },
      facts({ storedObjects: 0 }),
    ],
    ['a missing object store', 'objectStorage', { objectStorage: 's3' }, {}],
    ['files from the edge', 'fileDelivery', { fileDelivery: 'origin' }, facts({ edgeAnswers: {} })],
    ['files past the edge', 'fileDelivery', { fileDelivery: 'edge' }, {}],
    ['an edge that never hit', 'fileDelivery', { fileDelivery: 'edge' }, facts({ edgeAnswers: { MISS: 4 } })],
  ])('%s', (_what, factor, topology, seen) => {
    expect(proofOf(factor, topology, seen)).toMatchObject({ factor, status: 'refuted' });
  });
});

describe('a factor without observations is unknown, never proved', () => {
  it.each<[FactorName, Partial<Topology>, Partial<Seen>]>([
    ['weights', {}, { requestsByServer: {} }],
    ['poolMax', {}, { pool: { mostOpen: 0, leastOpen: Number.POSITIVE_INFINITY, maxima: [] } }],
    ['poolMin', {}, { pool: { mostOpen: 0, leastOpen: Number.POSITIVE_INFINITY, maxima: [] } }],
    ['cache', {}, { lookups: { hit: 0, miss: 0, error: 0 } }],
    ['cache', { cache: 'memory-and-redis' }, { tierHits: null }],
    ['memoryCacheEntries', {}, { memoryEntries: null }],
    ['memoryCacheTtlSec', {}, { memoryAgeMostMs: null }],
    ['memoryCacheTtlSec', {}, {}],
    ['cacheTtlFactor', {}, facts({ cachedValues: [] })],
    ['cacheGzip', {}, facts({ cachedValues: [FACTS.cachedValues[1]!] })],
    ['indexes', {}, facts({ plans: [] })],
    ['replicas', {}, { queriesByRole: null }],
    ['singleFlight', {}, { loadsShared: null }],
    ['singleFlight', {}, { loadsShared: 0 }],
    ['objectStorage', { objectStorage: 's3' }, facts({ storedObjects: 0 })],
    ['fileDelivery', { fileDelivery: 'edge' }, facts({ edgeAnswers: {} })],
  ])('%s %o', (factor, topology, seen) => {
    expect(proofOf(factor, topology, seen)).toMatchObject({ factor, status: 'unknown' });
  });
});

describe('contradictions', () => {
  it('do not exist in the documented system', () => {
    expect(contradictionsIn(FACTORS, DOCUMENTED_TOPOLOGY)).toEqual([]);
  });

  it.each<[Partial<Topology>, string]>([
    [{ weights: [3, 2] }, 'There are 2 weights for 3 servers.'],
    [{ poolMax: 5 }, 'A pool of at most 5 connections cannot keep 10 of them open.'],
    [{ redisNodes: 3, cache: 'none' }, 'A Redis cluster makes no difference when nothing is cached.'],
    [{ fileDelivery: 'edge' }, 'Without object storage there are no files that the edge could deliver.'],
  ])('%o', (topology, sentence) => {
    expect(contradictionsIn(FACTORS, { ...DOCUMENTED_TOPOLOGY, ...topology })).toEqual([sentence]);
  });
});

it('every factor describes its levels for people', () => {
  for (const { describe, levelIn } of Object.values(FACTORS)) {
    expect(describe(levelIn(DOCUMENTED_TOPOLOGY))).toMatch(/^[a-zA-Z0-9 ,./]+$/);
  }
});

describe('a factor that a platform brings', () => {
  const bright: PlatformFactor = {
    name: 'bright',
    title: 'bright pages',
    levels: { type: 'boolean' },
    documented: true,
    describe: (level) => (level ? 'on' : 'off'),
    prove: (_seen, level) => ({ status: level ? 'proved' : 'refuted', reason: 'Seen.', evidence: [] }),
  };
  const factors = factorsOf({ caches: { ttlSec: {}, session: 'session' }, factors: [bright] });

  it('works like the others: it is set, read, named and proved', () => {
    const dark = withLevels(factors, DOCUMENTED_TOPOLOGY, { bright: false, servers: 2 });
    expect(dark).toEqual({ ...DOCUMENTED_TOPOLOGY, servers: 2, platform: { bright: false } });
    expect(factors.bright!.levelIn(DOCUMENTED_TOPOLOGY)).toBe(true);
    expect(factors.bright!.levelIn(dark)).toBe(false);
    expect(levelAlone(factors, 'bright', false)).toBe('bright pages off');
    expect(
      prove(factors, ['bright', 'servers'], SEEN, dark).map(({ factor, status }) => [factor, status]),
    ).toEqual([
      ['bright', 'refuted'],
      ['servers', 'refuted'],
    ]);
    expect(prove(factors, ['bright'], SEEN, DOCUMENTED_TOPOLOGY)[0]).toMatchObject({ status: 'proved' });
  });

  it('cannot have a name that is taken', () => {
    expect(() =>
      factorsOf({ caches: { ttlSec: {}, session: 'session' }, factors: [{ ...bright, name: 'cache' }] }),
    ).toThrow(RangeError);
    expect(() =>
      factorsOf({ caches: { ttlSec: {}, session: 'session' }, factors: [bright, bright] }),
    ).toThrow(RangeError);
  });
});
