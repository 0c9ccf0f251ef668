import { describe, expect, it } from 'vitest';
import type { LoadProfile } from '../model/load.ts';
import type { Target } from '../model/target.ts';
import { tooFewInWords, tooFewRequests } from './too-few-requests.ts';

type Promised = Pick<Target, 'indicator' | 'operator' | 'bound'>;

const share = (bound: number, where?: Record<string, string>): Promised => ({
  indicator: { source: 'requests', statistic: 'share', ...(where && { where }) },
  operator: '>=',
  bound,
});
const quantile = (q: number): Promised => ({
  indicator: { source: 'requests', statistic: 'quantile', q },
  operator: '<=',
  bound: 200,
});

/** An open load that sends so many requests in its steady phase, which lasts 100 s. */
const sending = (requests: number): LoadProfile => ({
  loads: [
    {
      name: 'open',
      load: { model: 'open', arrivalRatePerSec: requests / 200 },
      requestsPerArrival: 2,
      generatorProcesses: 1,
      phases: [
        { name: 'warm-up', kind: 'warm-up', durationMs: 900_000 },
        { name: 'steady', kind: 'steady', durationMs: 100_000 },
      ],
    },
  ],
});

/** The requests that a promise needs, if this many are too few. */
function neededBeyond(
  requests: number,
  promised: Promised,
  shareOf = (_: string): number | undefined => 0.5,
) {
  const target: Target = {
    ...promised,
    ...{ id: 't', statement: 't', source: { document: 'd', section: 's' }, phases: ['steady'] },
  };
  const [found] = tooFewRequests([target], sending(requests), shareOf);
  return found?.requestsNeeded ?? null;
}

describe('the requests of the judged phases', () => {
  // ln 0.025 / ln 0.999 = 3,687.04; ln 0.025 / ln 0.99 = 367.04; tables of order statistics: 72 for a p95, 6 for a median.
  it.each([
    ['99.9% correct', 3688, share(0.999)],
    ['99% correct', 368, share(0.99)],
    ['a p99', 368, quantile(0.99)],
    ['a p95', 72, quantile(0.95)],
    ['a median', 6, quantile(0.5)],
  ])('for %s are at least %i', (_, needed, promised) => {
    expect(neededBeyond(needed - 1, promised)).toBe(needed);
    expect(neededBeyond(needed, promised)).toBeNull();
  });

  it('of one route are its share of them', () => {
    expect(neededBeyond(2 * 3688 - 2, share(0.999, { route: 'a' }))).toBe(3688);
    expect(neededBeyond(2 * 3688, share(0.999, { route: 'a' }))).toBeNull();
  });

  it('are not judged where nobody knows their share, or their number decides nothing', () => {
    expect(neededBeyond(1, share(0.999, { route: 'a' }), () => undefined)).toBeNull();
    expect(neededBeyond(1, share(0.999, { served: 'cache' }))).toBeNull();
    expect(neededBeyond(1, share(1))).toBeNull(); // of what was sent, none fails
    expect(neededBeyond(1, { ...share(0.01), operator: '<=' })).toBeNull();
    expect(
      neededBeyond(1, { ...quantile(0.5), indicator: { source: 'requests', statistic: 'mean' } }),
    ).toBeNull();
  });
});

it('is one sentence for people, and what to do', () => {
  const words = tooFewInWords({ target: 'availability', requestsNeeded: 3688, requestsPlanned: 1520 });
  expect(words).toBe(
    'availability cannot pass: it needs at least 3,688 requests, and this load sends about 1,520. Send more (--rate, --duration), or promise less.',
  );
});
