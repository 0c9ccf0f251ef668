import type { Proof } from '../../model/comparison.ts';
import type { Level, Levels } from '../../model/experiment.ts';
import type { DocumentedPlatform } from '../../model/platform.ts';
import type { Seen } from '../../model/seen.ts';
import type { FactorName, Topology } from '../../model/topology.ts';
import { cache } from './cache.ts';
import { cacheTtlFactorOf } from './cache-ttl-factor.ts';
import { type Factor, factorOfPlatform, factorOfTopology, type TopologyFactor } from './factor.ts';
import { fileDelivery, objectStorage } from './files.ts';
import { indexes } from './indexes.ts';
import { memoryCacheEntries, memoryCacheTtlSec } from './memory-cache.ts';
import { pgbouncer } from './pgbouncer.ts';
import { poolMax, poolMin } from './pool.ts';
import { cacheGzip, redisMaxMemoryMb, redisNodes } from './redis.ts';
import { replicas } from './replicas.ts';
import { servers } from './servers.ts';
import { singleFlight } from './single-flight.ts';
import { weights } from './weights.ts';

/** What factors need to know about a platform. */
export type PlatformFacts = Pick<DocumentedPlatform, 'caches' | 'factors'>;

/** By name, shared ones first. */
export type Factors = Readonly<Record<string, Factor>>;

/** Throws RangeError if a platform brings a factor that exists already. */
export function factorsOf({ caches, factors: own }: PlatformFacts): Factors {
  const everywhere: { readonly [Name in FactorName]: TopologyFactor<Name> } = {
    servers,
    weights,
    poolMax,
    poolMin,
    cache,
    memoryCacheEntries,
    memoryCacheTtlSec,
    cacheTtlFactor: cacheTtlFactorOf(caches),
    redisMaxMemoryMb,
    cacheGzip,
    redisNodes,
    indexes,
    replicas,
    pgbouncer,
    singleFlight,
    objectStorage,
    fileDelivery,
  };
  const factors: Record<string, Factor> = {};
  for (const factor of Object.values(everywhere)) {
    factors[factor.name] = factorOfTopology(factor as TopologyFactor);
  }
  for (const factor of own) {
    if (Object.hasOwn(factors, factor.name)) throw new RangeError(`There are two factors "${factor.name}"`);
    factors[factor.name] = factorOfPlatform(factor);
  }
  return factors;
}

/** The topology with these levels. They must be levels of these factors. */
export function withLevels(factors: Factors, topology: Topology, levels: Levels): Topology {
  return Object.entries(levels).reduce(
    (soFar, [name, level]) => factors[name]!.setIn(soFar, level),
    topology,
  );
}

/** A level of any factor on its own: "100 connections", "indexes dropped". The factor must have it. */
export function levelAlone(factors: Factors, name: string, level: Level): string {
  const { title, isPlain, describe } = factors[name]!;
  return isPlain ? describe(level) : `${title} ${describe(level)}`;
}

/** Every contradiction in a topology, one sentence each. */
export function contradictionsIn(factors: Factors, topology: Topology): string[] {
  return [...new Set(Object.values(factors).flatMap((factor) => factor.contradicts(topology) ?? []))];
}

/** The proofs of those factors that an experiment varies. */
export function prove(factors: Factors, varied: readonly string[], seen: Seen, topology: Topology): Proof[] {
  return varied.map((name) => ({ factor: name, ...factors[name]!.prove(seen, topology) }));
}
