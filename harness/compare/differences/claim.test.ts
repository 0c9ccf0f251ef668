import { describe, expect, it } from 'vitest';
import { CLAIM, compared, HITS, NONE, QUERIES, REDIS, type Values } from './testing/compared.ts';

describe('a claim', () => {
  const judged = (ratio: number, changes: object = {}, arm: Values = REDIS) =>
    compared([[QUERIES, NONE, arm]], { claim: { ...CLAIM, ratio, ...changes } }).claim!;

  it('is supported, refuted or not settled by the interval of the ratio', () => {
    expect(judged(0.3)).toMatchObject({
      status: 'supported',
      ratioEstimate: expect.closeTo(0.29, 2),
      sentence:
        'Supported: database queries a second with Redis is 0.29 times that with none (0.285 to 0.295), and at most 0.3 times was claimed.',
    });
    expect(judged(0.28)).toMatchObject({ status: 'refuted', sentence: expect.stringMatching(/^Refuted: /) });
    expect(judged(0.29)).toMatchObject({
      status: 'not-settled',
      sentence: expect.stringMatching(/^Not settled: /),
    });
    expect(judged(0.3, { operator: '>=' }).status).toBe('refuted');
  });

  it('is reversed when it names the arms the other way round', () => {
    const claim = judged(3, { arm: { cache: 'none' }, against: { cache: 'redis' }, operator: '>=' });
    expect(claim).toMatchObject({
      status: 'supported',
      ratioEstimate: expect.closeTo(1 / 0.28977, 3),
      ratio: { low: expect.closeTo(1 / 0.294786, 3), high: expect.closeTo(1 / 0.284837, 3) },
    });
  });

  it('has the interval of its difference', () => {
    const comparison = compared(
      [
        [QUERIES, NONE, REDIS],
        [HITS, [0, 0, 0, 0], [0.84, 0.2, 0.85, 0.4]],
      ],
      { claim: CLAIM },
    );
    expect(comparison.claim!.ratio).toEqual(comparison.differences[0]!.ratio);
    expect(comparison.claim!.ratio!.confidence).toBeCloseTo(0.975, 12);
  });

  it('is not settled where it cannot be judged, and says why', () => {
    expect(judged(0.3, { measure: 'hitRatio' }).sentence).toBe(
      'Not settled: the experiment does not measure hitRatio.',
    );
    expect(judged(0.3, { arm: { cache: 'memory-and-redis' } }).sentence).toContain('two configurations');
    expect(judged(0.3, {}, [290, null, 285, 290]).sentence).toBe(
      'Not settled: 4 pairs of valid runs are needed.',
    );
    expect(judged(0.3, {}, [0, 0, 0, 0]).sentence).toContain('a ratio cannot be formed');
    const refuted = compared([[QUERIES, NONE, REDIS]], { claim: CLAIM }, ([, redis]) => {
      Object.assign(redis!.proofs[0]!, { status: 'refuted', reason: 'There was no hit.' });
    });
    expect(refuted.claim).toMatchObject({
      status: 'not-settled',
      ratio: null,
      sentence: 'Not settled: cache: Redis cannot be used: There was no hit.',
    });
  });
});
