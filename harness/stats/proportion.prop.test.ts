import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binomialTails } from './binomial.ts';
import { clopperPearson } from './proportion.ts';

const proportions = fc
  .tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([trials, share]) => ({ trials, successes: Math.round(share * trials) }));

it('contains the observed share, and its ends leave 2.5% in each tail', () => {
  fc.assert(
    fc.property(proportions, ({ trials, successes }) => {
      const { low, high } = clopperPearson(successes, trials, 0.95)!;
      expect(low).toBeLessThanOrEqual(successes / trials);
      expect(high).toBeGreaterThanOrEqual(successes / trials);
      if (successes > 0) expect(binomialTails(successes - 1, trials, low!).upper).toBeCloseTo(0.025, 6);
      if (successes < trials) expect(binomialTails(successes, trials, high!).lower).toBeCloseTo(0.025, 6);
    }),
  );
});

it('mirrors: the interval of failures is the complement', () => {
  fc.assert(
    fc.property(proportions, ({ trials, successes }) => {
      const interval = clopperPearson(successes, trials, 0.95)!;
      const mirrored = clopperPearson(trials - successes, trials, 0.95)!;
      expect(interval.low).toBeCloseTo(1 - mirrored.high!, 12);
      expect(interval.high).toBeCloseTo(1 - mirrored.low!, 12);
    }),
  );
});
