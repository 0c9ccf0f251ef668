import type { Target } from '../../../../harness/model/target.ts';
import { DOCUMENT } from '../../reference-server/toy/documented.ts';
import { PHASES } from './profile.ts';

const source = { document: DOCUMENT, section: 'All of it' };

/** One of every kind. */
export const targets: Target[] = [
  {
    id: 'toy.p95',
    statement: '95% of requests are answered within 500 ms',
    source,
    indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 500,
    phases: [PHASES.open],
  },
  {
    id: 'toy.rps',
    statement: '10 or more correct responses a second',
    source,
    indicator: { source: 'requests', statistic: 'rate', per: 'second' },
    operator: '>=',
    bound: 10,
    phases: [PHASES.open],
  },
  {
    id: 'toy.availability',
    statement: '90% of responses are correct',
    source,
    indicator: { source: 'requests', statistic: 'share' },
    operator: '>=',
    bound: 0.9,
    phases: [PHASES.closed, PHASES.open],
  },
  {
    id: 'toy.users',
    statement: '8 or more readers at once',
    source,
    indicator: { source: 'users', statistic: 'minimum', while: 'toy.p95' },
    operator: '>=',
    bound: 8,
    phases: [PHASES.closed],
  },
  {
    id: 'toy.db',
    statement: '95% of database queries execute within 200 ms',
    source,
    indicator: { source: 'statements', statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 200,
    phases: [PHASES.closed, PHASES.open],
  },
  {
    id: 'toy.hit-ratio',
    statement: 'More than 20% of content lookups are answered from the cache',
    source,
    indicator: { source: 'cache-lookups', statistic: 'share' },
    operator: '>',
    bound: 0.2,
    phases: [PHASES.closed, PHASES.open],
  },
];
