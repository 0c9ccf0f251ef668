import { describe, expect, it } from 'vitest';
import type { Experiment } from '../model/experiment.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { armsOf, orderOf, tellApart } from './design.ts';
import { factorsOf } from './factors/index.ts';

const FACTORS = factorsOf({ caches: { ttlSec: {}, session: 'session' }, factors: [] });

function experiment(changes: Partial<Experiment>): Experiment {
  return {
    schemaVersion: 2,
    name: 'cache',
    platform: 'tvet-connect',
    question: 'What does Redis bring?',
    factors: { cache: ['none', 'redis', 'memory-and-redis'] },
    design: 'full',
    load: { model: 'open', ratePerSec: 400, datasetSize: 1000, warmUpSec: 10, steadySec: 30 },
    measures: ['responseTimeP95Ms'],
    repetitions: 6,
    ...changes,
  };
}

describe('the arms of an experiment', () => {
  it('are all combinations in a full design, with the first levels as the baseline', () => {
    const arms = armsOf(
      experiment({ factors: { cache: ['none', 'redis'], indexes: [true, false] }, base: { servers: 2 } }),
      DOCUMENTED_TOPOLOGY,
      FACTORS,
    );
    expect(arms.map(({ name }) => name)).toEqual([
      'cache-none_indexes-true',
      'cache-none_indexes-false',
      'cache-redis_indexes-true',
      'cache-redis_indexes-false',
    ]);
    expect(arms.map(({ isBaseline }) => isBaseline)).toEqual([true, false, false, false]);
    expect(arms[3]).toMatchObject({
      label: 'cache: Redis, indexes: dropped',
      levels: { cache: 'redis', indexes: false },
      topology: { ...DOCUMENTED_TOPOLOGY, servers: 2, cache: 'redis', indexes: false },
    });
  });

  it('are otherwise the baseline and one change at a time', () => {
    const arms = armsOf(
      experiment({ design: 'one-at-a-time', factors: { cache: ['none', 'redis'], poolMax: [100, 20, 5] } }),
      DOCUMENTED_TOPOLOGY,
      FACTORS,
    );
    expect(arms.map(({ name }) => name)).toEqual(['baseline', 'cache-redis', 'pool-max-20', 'pool-max-5']);
    expect(arms[0]!.label).toBe('baseline (cache: none, pool maximum: 100 connections)');
    expect(arms[2]).toMatchObject({
      label: 'pool maximum: 20 connections',
      levels: { cache: 'none', poolMax: 20 },
      topology: { cache: 'none', poolMax: 20 },
      isBaseline: false,
    });
  });

  it('are named after their levels with a single factor, and have unique names fit for folders', () => {
    const [baseline, , third] = armsOf(experiment({ design: 'one-at-a-time' }), DOCUMENTED_TOPOLOGY, FACTORS);
    expect(baseline).toMatchObject({ name: 'cache-none', label: 'cache: none', isBaseline: true });
    expect(third).toMatchObject({ name: 'cache-memory-and-redis', label: 'cache: memory and Redis' });

    const factors = { weights: [null, [3, 3, 2]], cacheTtlFactor: [0.5, 1] };
    expect(armsOf(experiment({ factors }), DOCUMENTED_TOPOLOGY, FACTORS).map(({ name }) => name)).toEqual([
      'weights-even_cache-ttl-factor-0.5',
      'weights-even_cache-ttl-factor-1',
      'weights-3-3-2_cache-ttl-factor-0.5',
      'weights-3-3-2_cache-ttl-factor-1',
    ]);
    const many = ['poolMin', 'poolMax', 'memoryCacheEntries', 'redisMaxMemoryMb', 'memoryCacheTtlSec'];
    const cut = armsOf(
      experiment({ factors: Object.fromEntries(many.map((name) => [name, [10, 20]])) }),
      DOCUMENTED_TOPOLOGY,
      FACTORS,
    ).map(({ name }) => name);
    expect(new Set(cut).size).toBe(32);
    for (const name of cut) expect(name).toMatch(/^[a-z0-9][a-z0-9._-]{0,83}$/);
  });

  it('are two equal ones in an experiment that must find no difference', () => {
    for (const factors of [{}, { cache: ['redis', 'redis'] }]) {
      const arms = armsOf(experiment({ design: 'a-a', factors }), DOCUMENTED_TOPOLOGY, FACTORS);
      expect(arms).toMatchObject([
        { name: 'a', label: 'A', topology: DOCUMENTED_TOPOLOGY, isBaseline: true },
        { name: 'a-again', label: 'A again', topology: DOCUMENTED_TOPOLOGY, isBaseline: false },
      ]);
      expect(tellApart(arms[1]!, arms[0]!)).toEqual(['A again', 'A']);
    }
  });

  it('are refused for a factor that does not exist', () => {
    expect(() => armsOf(experiment({ factors: { toString: [1] } }), DOCUMENTED_TOPOLOGY, FACTORS)).toThrow(
      RangeError,
    );
  });

  it('are told apart by the levels in which they differ', () => {
    const factors = { cache: ['none', 'redis'], indexes: [true, false] };
    const arms = armsOf(experiment({ factors }), DOCUMENTED_TOPOLOGY, FACTORS);
    expect(tellApart(arms[2]!, arms[0]!)).toEqual(['Redis', 'none']);
    expect(tellApart(arms[3]!, arms[2]!)).toEqual(['indexes dropped', 'indexes as documented']);
    expect(tellApart(arms[3]!, arms[0]!)).toEqual([
      'Redis and indexes dropped',
      'none and indexes as documented',
    ]);
    expect(tellApart(arms[0]!, { ...arms[0]!, label: 'the same again' })).toEqual([
      'cache: none, indexes: as documented',
      'the same again',
    ]);
  });
});

describe('the order of arms', () => {
  const armsNamed = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `arm ${i}` }));
  const positionsOf = (name: string, blocks: string[][]) => blocks.map((block) => block.indexOf(name));
  const sum = (values: number[]) => values.reduce((total, each) => total + each, 0);
  const sizes = [2, 3, 4, 5, 6, 7, 8, 12];

  it.each(sizes)('has each of %d arms once in a block', (size) => {
    const arms = armsNamed(size);
    for (const repetitions of [4, 5, 20]) {
      const blocks = orderOf(arms, repetitions, 7);
      expect(blocks).toHaveLength(repetitions);
      for (const block of blocks) expect(block.toSorted()).toEqual(arms.map(({ name }) => name).toSorted());
    }
  });

  it.each(sizes)('has put each of %d arms as early as late after every second block', (size) => {
    const arms = armsNamed(size);
    const blocks = orderOf(arms, 14, 11);
    for (let end = 2; end <= 14; end += 2) {
      for (const { name } of arms) {
        expect(sum(positionsOf(name, blocks.slice(0, end)))).toBe((end * (size - 1)) / 2);
      }
    }
  });

  it.each(sizes)(
    'puts each of %d arms in every position, and after every other arm, equally often',
    (size) => {
      const arms = armsNamed(size);
      const rows = size % 2 === 0 ? size : 2 * size;
      for (const seed of [1, 2, 3]) {
        const blocks = orderOf(arms, 2 * rows, seed);
        for (const square of [blocks.slice(0, rows), blocks.slice(rows)]) {
          const following = new Map<string, number>();
          for (const block of square) {
            block.slice(1).forEach((name, i) => {
              const pair = `${block[i]} > ${name}`;
              following.set(pair, (following.get(pair) ?? 0) + 1);
            });
          }
          expect(following.size).toBe(size * (size - 1));
          expect(new Set(following.values()).size).toBe(1);
          for (const { name } of arms) {
            const at = positionsOf(name, square);
            for (let position = 0; position < size; position++) {
              expect(at.filter((each) => each === position)).toHaveLength(rows / size);
            }
          }
        }
      }
    },
  );

  it('begins each block of two arms with the one that ended the block before', () => {
    const firsts = new Set<string>();
    for (const seed of [1, 2, 3, 4, 5]) {
      const blocks = orderOf(armsNamed(2), 12, seed);
      firsts.add(blocks[0]![0]!);
      for (const [i, block] of blocks.slice(1).entries()) expect(block[0]).toBe(blocks[i]![1]);
    }
    expect(firsts.size).toBe(2);
  });

  it('is the same for the same seed, and random over seeds', () => {
    const arms = armsNamed(4);
    expect(orderOf(arms, 6, 42)).toEqual(orderOf(arms, 6, 42));
    const firsts = Array.from({ length: 2400 }, (_, seed) => orderOf(arms, 1, seed)[0]!.join());
    // With random letters, a Williams row is any of the 24 orders with equal chances: 100 each, five deviations of 10.
    const counts = Map.groupBy(firsts, (order) => order);
    expect(counts.size).toBe(24);
    for (const each of counts.values()) expect(Math.abs(each.length - 100)).toBeLessThan(50);
  });

  it('is trivial with one arm', () => {
    expect(orderOf(armsNamed(1), 4, 1)).toEqual([['arm 0'], ['arm 0'], ['arm 0'], ['arm 0']]);
  });
});
