import { describe, expect, it } from 'vitest';
import { normalFrom, seededRandom } from '../stats/testing/seeded-random.ts';
import { plannedChanges } from './plan-budget.ts';
import type { MeasuredTurn } from './take-turns.ts';
import { whyTooFewPairs } from './too-few-pairs.ts';

const CHANGES = plannedChanges(null, null);
const LATE = '1% of requests started at least 85.9 ms late (limit: 50 ms).';

type Of = { pairs: number; lostBy: (block: number) => readonly MeasuredTurn['side'][]; head?: Figures };
type Figures = { p95: number; correct: number; goodput: number };

const EQUAL: Figures = { p95: 100, correct: 1, goodput: 50 };

/** Pairs of runs that took turns, some of which cannot be trusted. */
function turnsOf({ pairs, lostBy, head = EQUAL }: Of, deviation = 0, random = () => 0.5): MeasuredTurn[] {
  const normal = normalFrom(random);
  return Array.from({ length: 2 * pairs }, (_, index): MeasuredTurn => {
    const [block, isSecond] = [Math.floor(index / 2), index % 2];
    const side = (block + isSecond) % 2 === 0 ? 'base' : 'head';
    const noise = deviation === 0 ? 1 : Math.exp(deviation * normal());
    const { p95, correct, goodput } = side === 'head' ? head : EQUAL;
    const values = { p95: p95 * noise, correct, goodput: goodput / noise };
    return {
      ...{ side, block, turn: index + 1, folder: `runs/${index}`, isBroken: false, load: null },
      reasons: lostBy(block).includes(side) ? [LATE] : [],
      figures: Object.fromEntries(
        Object.entries(values).map(([id, value]) => [id, { value, longestMs: 500 }]),
      ),
    };
  });
}

/** The first pairs lose the run of the head, the next that of the base, the next both. */
const lost = (byHead: number, byBase: number, byBoth = 0) =>
  turnsOf({
    pairs: 8,
    lostBy: (block) => {
      if (block < byHead) return ['head'];
      if (block < byHead + byBase) return ['base'];
      return block < byHead + byBase + byBoth ? ['base', 'head'] : [];
    },
  });

describe('whyTooFewPairs', () => {
  it('finds nothing if four pairs can be trusted, or nothing was distrusted', () => {
    expect(whyTooFewPairs(CHANGES, lost(2, 2))).toBeNull();
    expect(whyTooFewPairs(CHANGES, lost(4, 0))).toBeNull();
    expect(whyTooFewPairs(CHANGES, lost(0, 0))).toBeNull();
  });

  it('is inconclusive on a machine that is too noisy', () => {
    expect(whyTooFewPairs(CHANGES, lost(2, 2, 2))).toEqual({
      status: 'inconclusive',
      reason:
        'The measurement could not be trusted in enough pairs of runs (2 of 8, and 4 are needed): 1% of requests started at least 85.9 ms late (limit: 50 ms). A quieter machine or a lighter load would settle it',
    });
  });

  // One-sided sign test at 10%, worked out by hand: 3 of 3 are 1/8, 4 of 4 are 1/16, 5 of 6 are 7/64, 6 of 7 are 8/128.
  it.each([
    ['invalid', 8, 0, 0],
    ['invalid', 5, 0, 0],
    ['invalid', 4, 0, 4],
    ['invalid', 6, 1, 0],
    ['inconclusive', 3, 0, 5],
    ['inconclusive', 5, 1, 0],
    ['inconclusive', 4, 4, 0],
    ['inconclusive', 0, 8, 0],
    ['inconclusive', 0, 0, 8],
  ])(
    'is %s if %d pairs are lost by the head alone, %d by the base alone, and %d by both',
    (status, ...of) => {
      expect(whyTooFewPairs(CHANGES, lost(...of))).toMatchObject({ status });
    },
  );

  it('says what speaks against the head', () => {
    expect(whyTooFewPairs(CHANGES, lost(7, 1))!.reason).toBe(
      'The head may be why its runs cannot be trusted: in 7 pairs only its run cannot be, in 1 only that of the base (1% of requests started at least 85.9 ms late (limit: 50 ms))',
    );
  });

  it('is invalid if a run is broken, which noise does not do', () => {
    const turns = lost(0, 0, 8).map((turn) =>
      turn.block === 3 ? { ...turn, isBroken: true, reasons: ['k6 was ended by SIGKILL.'] } : turn,
    );
    expect(whyTooFewPairs(CHANGES, turns)).toEqual({
      status: 'invalid',
      reason: 'Too few runs can be trusted: k6 was ended by SIGKILL',
    });
  });

  it('is invalid if the runs, as they are, show a regression', () => {
    const broken = { p95: Number.POSITIVE_INFINITY, correct: 0.2, goodput: 10 };
    const turns = turnsOf({ pairs: 8, lostBy: () => ['base', 'head'], head: broken });
    expect(whyTooFewPairs(CHANGES, turns)).toMatchObject({
      status: 'invalid',
      reason: expect.stringMatching(
        /^Too few runs can be trusted, and as they are they show a regression of p95, correct and goodput: 1% of/,
      ),
    });
  });

  it.each([0.3, 0.5, 0.7])(
    'holds up at most 5% of equal heads where this share of runs is lost by chance: %d',
    (share) => {
      const random = seededRandom(1982);
      const found = Array.from({ length: 2000 }, () => {
        const sides = Array.from({ length: 8 }, () =>
          (['base', 'head'] as const).filter(() => random() < share),
        );
        return whyTooFewPairs(CHANGES, turnsOf({ pairs: 8, lostBy: (block) => sides[block]! }, 0.05, random));
      }).filter((why) => why !== null);
      const heldUp = found.filter(({ status }) => status === 'invalid').length;
      expect(found.length).toBeGreaterThan(600);
      expect(heldUp / found.length).toBeLessThan(0.05);
    },
  );
});
