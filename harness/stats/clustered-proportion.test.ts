import { expect, it } from 'vitest';
import { clusteredInterval } from './clustered-proportion.ts';
import { clopperPearson } from './proportion.ts';

const cluster = (failures: number, trials = 10_000) => ({ successes: trials - failures, trials });

it('is that of independent trials if clusters add nothing: all succeeded, or there is only one', () => {
  const none = [0, 0, 0].map((failures) => cluster(failures));
  expect(clusteredInterval(none, 0.95)).toEqual(clopperPearson(30_000, 30_000, 0.95));
  expect(clusteredInterval([cluster(7)], 0.95)).toEqual(clopperPearson(9_993, 10_000, 0.95));
  expect(clusteredInterval([], 0.95)).toBeNull();
});

it('counts as fewer trials the fewer clusters there are: (1.96 / 4.303)^2 of 30,000 for three that are alike', () => {
  const worth = Math.floor(30_000 * (1.959964 / 4.302653) ** 2);
  const alike = clusteredInterval([cluster(10), cluster(10), cluster(10)], 0.95)!;
  const byHand = clopperPearson(Math.floor(0.999 * worth), worth, 0.95)!;
  expect(alike.low).toBeCloseTo(byHand.low!, 9);
  expect(1 - alike.low!).toBeLessThan(0.003);
});

it('counts as fewer trials the more clusters differ: by hand, for 0, 0 and 30 failures in 10,000 each', () => {
  const differing = clusteredInterval([cluster(0), cluster(0), cluster(30)], 0.95)!;
  // Share 0.999. Squares: 10^2 + 10^2 + 20^2 = 600; variance 1.5 x 600 / 30,000^2 = 1e-6; by 30,000 / 0.000999 the design effect is 30.03.
  const worth = Math.floor((30_000 / 30.03) * (1.959964 / 4.302653) ** 2);
  expect(worth).toBe(207);
  expect(differing.low).toBeCloseTo(clopperPearson(Math.floor(0.999 * worth), worth, 0.95)!.low!, 9);
  expect(differing.low).toBeLessThan(0.98);
});
