import type { Proof } from '../../model/comparison.ts';
import type { FactorName, Topology } from '../../model/topology.ts';
import { cache } from './cache.ts';
import { cacheTtlFactorOf } from './cache-ttl-factor.ts';
import type { Factor } from './factor.ts';
import { indexes } from './indexes.ts';
import { memoryCacheEntries, memoryCacheTtlSec } from './memory-cache.ts';
import { pgbouncer } from './pgbouncer.ts';
import { poolMax, poolMin } from './pool.ts';
import { cacheGzip, redisMaxMemoryMb, redisNodes } from './redis.ts';
import { replicas } from './replicas.ts';
import type { Seen } from './seen.ts';
import { servers } from './servers.ts';
import { singleFlight } from './single-flight.ts';
import { weights } from './weights.ts';

/** What a platform says of itself that factors need. */
export type PlatformFacts = {
  /** the longest documented time to live of each key family */
  cacheTtlSec: Readonly<Record<string, number>>;
};

export type Factors = { readonly [Name in FactorName]: Factor<Name> };

export function factorsOf({ cacheTtlSec }: PlatformFacts): Factors {
  return {
    servers,
    weights,
    poolMax,
    poolMin,
    cache,
    memoryCacheEntries,
    memoryCacheTtlSec,
    cacheTtlFactor: cacheTtlFactorOf(cacheTtlSec),
    redisMaxMemoryMb,
    cacheGzip,
    redisNodes,
    indexes,
    replicas,
    pgbouncer,
    singleFlight,
  };
}

/** A level of any factor, for people. It must be one that the factor can have. */
export function describeLevel(factors: Factors, name: FactorName, level: Topology[FactorName]): string {
  return (factors[name] as Factor).describe(level);
}

/** Everything about a topology that makes no sense, one sentence each. */
export function contradictionsIn(factors: Factors, topology: Topology): string[] {
  return [...new Set(Object.values(factors).flatMap((factor) => factor.contradicts(topology) ?? []))];
}

/** The proofs of those factors that an experiment varies. */
export function prove(
  factors: Factors,
  varied: readonly FactorName[],
  seen: Seen,
  topology: Topology,
): Proof[] {
  return varied.map((name) => ({ factor: name, ...factors[name].prove(seen, topology) }));
}
