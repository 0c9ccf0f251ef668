import { describe, expect, it } from 'vitest';
import type { Claim } from '../../model/experiment.ts';
import { asClimbed, DOUBT, USERS } from './testing/carried.ts';
import { CLAIM, compared, type Values } from './testing/compared.ts';

const { ratio: _, ...TWO } = { ...CLAIM, measure: USERS.name, operator: '>=' as const };
const RATIO: Claim = { ...TWO, ratio: 3 };

const refusedAt = () => 'refused' as const;

function judged(
  claim: Claim,
  none: Values,
  redis: Values,
  endOf: Parameters<typeof asClimbed>[1] = refusedAt,
) {
  const { claim: found, differences } = compared([[USERS, none, redis]], { claim }, (arms) =>
    asClimbed(arms, endOf),
  );
  return { claim: found!, difference: differences[0]! };
}

const same = (value: number): Values => [value, value, value, value];

describe('what is carried', () => {
  it('is known to a level of the staircase, and the ratio to one on both sides', () => {
    const { claim, difference } = judged(RATIO, same(150), same(759));
    // 759 to 1,139 against 150 to 225: at least 759 / 225, at most 1139 / 150, give or take the resolution of values
    expect(difference.ratio).toMatchObject({
      low: expect.closeTo(759 / 225, 1),
      high: expect.closeTo(1139 / 150, 1),
    });
    expect(difference).toMatchObject({ word: 'better', ratioEstimate: expect.closeTo(5.06, 1) });
    expect(claim).toMatchObject({
      status: 'supported',
      sentence: expect.stringMatching(/^Supported: users carried with Redis is 5\.06 times/),
    });
    expect(judged({ ...TWO, ratio: 4 }, same(150), same(759)).claim.status).toBe('not-settled');
    expect(judged({ ...TWO, ratio: 8 }, same(150), same(759)).claim.status).toBe('refuted');
  });

  it('does not differ between neighbouring levels', () => {
    const { difference } = judged(RATIO, same(150), same(225));
    expect(difference).toMatchObject({
      pValue: 1,
      word: expect.stringMatching(/no-difference-seen|too-little-data/),
    });
  });

  it('supports a claim from below when the stronger arm carried the highest level', () => {
    const top = (arm: number) => (arm === 1 ? ('top' as const) : ('refused' as const));
    const { claim, difference } = judged(RATIO, same(150), same(1139), top);
    expect(difference.ratio).toMatchObject({ low: expect.closeTo(1139 / 225, 1), high: null });
    expect(difference).toMatchObject({ word: 'better', ratioEstimate: null });
    expect(difference.sentence).toMatch(/^Redis: users carried at least 5\.0\d times that of none\.$/);
    expect(claim.status).toBe('supported');
    expect(judged({ ...TWO, operator: '<=', ratio: 3 }, same(150), same(1139), top).claim.status).toBe(
      'refuted',
    );
    expect(judged({ ...TWO, ratio: 8 }, same(150), same(1139), top).claim.sentence).toBe(
      'Not settled: Redis carried the highest level that was offered; at least 8 times was claimed.',
    );
  });

  it('is not settled when both arms carried the highest level', () => {
    const { claim, difference } = judged(RATIO, same(1139), same(1139), () => 'top');
    expect(claim).toMatchObject({
      status: 'not-settled',
      sentence: 'Not settled: both carried the highest level that was offered; at least 3 times was claimed.',
    });
    expect(difference).toMatchObject({ word: 'too-little-data', ratio: { low: null, high: null } });
  });

  it('is never limited by the generator: where its own limit may have come first, there is no upper end', () => {
    const doubtful = (arm: number) => (arm === 1 ? ('doubtful' as const) : ('refused' as const));
    const { claim } = judged({ ...TWO, operator: '<=', ratio: 3 }, same(506), same(506), doubtful);
    expect(claim.status).toBe('not-settled');
    expect(claim.sentence).toBe(
      `Not settled: Redis stopped at a level that cannot be judged (${DOUBT.slice(0, -1)}); at most 3 times was claimed.`,
    );
  });

  it('has no lower end where not even the lowest level was carried', () => {
    const { claim, difference } = judged(RATIO, same(0), same(759));
    expect(difference.ratio).toMatchObject({ low: expect.closeTo(7.59, 1), high: null });
    expect(claim.status).toBe('supported');
    expect(judged(RATIO, same(759), same(0)).claim.status).toBe('refuted');
  });

  it('may be claimed as a difference', () => {
    const adds = (difference: number) => judged({ ...TWO, difference }, same(150), same(759)).claim;
    // at least 759 - 225, at most 1139 - 150
    expect(adds(500)).toMatchObject({
      status: 'supported',
      difference: { low: expect.closeTo(534, -1), high: expect.closeTo(989, -1) },
    });
    expect(adds(600).status).toBe('not-settled');
    expect(adds(1_000)).toMatchObject({
      status: 'refuted',
      sentence: expect.stringMatching(
        /^Refuted: users carried with Redis, less that with none, is .* users \(.*\), but at least 1,000 users more was claimed\.$/,
      ),
    });
  });
});

describe('a table of what each arm carries', () => {
  const { arm: _arm, against: _against, ...TABLE } = TWO;
  const rows = [
    { name: 'today', figure: 120, arm: {}, facts: { Price: '$0' } },
    { name: 'with Redis', figure: 1_000, arm: { cache: 'redis' } },
    { name: 'on the moon', figure: 50_000, notReached: 'It is too far away.' },
  ];

  it('is judged row by row, and refuted by one wrong row', () => {
    const { claim } = judged({ ...TABLE, rows }, same(225), same(506));
    expect(claim).toMatchObject({ status: 'refuted', ratio: null });
    expect(claim.rows!.map(({ name, status }) => [name, status])).toEqual([
      ['today', 'supported'],
      ['with Redis', 'refuted'],
      ['on the moon', 'not-settled'],
    ]);
    expect(claim.rows![0]!.figure!.low).toBeCloseTo(225, -1);
    expect(claim.rows![2]!.sentence).toBe('Not reached: It is too far away.');
    expect(claim.sentence).toBe('Refuted: of 3 rows, 1 supported, 1 refuted, 1 not settled here.');
  });

  it('is not supported while a row was not reached', () => {
    expect(judged({ ...TABLE, rows }, same(225), same(1139), () => 'top').claim.status).toBe('not-settled');
    const reached = rows.slice(0, 2);
    expect(judged({ ...TABLE, rows: reached }, same(225), same(1139), () => 'top').claim.status).toBe(
      'supported',
    );
  });

  it('is not refuted by a row whose limit is the generator', () => {
    const { claim } = judged({ ...TABLE, rows }, same(225), same(506), () => 'doubtful');
    expect(claim.rows!.map(({ status }) => status)).toEqual(['supported', 'not-settled', 'not-settled']);
    expect(claim.rows![1]!.sentence).toContain('stopped at a level that cannot be judged');
  });
});
