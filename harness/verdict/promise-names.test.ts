import { expect, it } from 'vitest';
import type { Indicator } from '../model/indicator.ts';
import { promiseNames } from './promise-names.ts';

const p95: Indicator = { source: 'requests', statistic: 'quantile', q: 0.95 };
const users: Indicator = { source: 'users', statistic: 'minimum', while: 'tvet.p95' };

it('names promises by their figures, without ids, and those about the same figure by their bounds', () => {
  expect(
    promiseNames([
      { indicator: p95, operator: '<', bound: 200, unit: 'ms' },
      { indicator: users, operator: '>=', bound: 3000, unit: 'users' },
      { indicator: users, operator: '>=', bound: 5000, unit: 'users' },
    ]),
  ).toEqual([
    'p95 response time',
    'users alive at once (at least 3,000 users)',
    'users alive at once (at least 5,000 users)',
  ]);
});
