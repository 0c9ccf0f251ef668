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
    sli: 'responseTimeP95Ms',
    operator: '<',
    bound: 500,
    unit: 'ms',
    phases: [PHASES.open],
  },
  {
    id: 'toy.rps',
    statement: '10 or more correct responses a second',
    source,
    sli: 'goodputPerSec',
    operator: '>=',
    bound: 10,
    unit: 'requests/s',
    phases: [PHASES.open],
  },
  {
    id: 'toy.availability',
    statement: '90% of responses are correct',
    source,
    sli: 'availability',
    operator: '>=',
    bound: 0.9,
    unit: 'ratio',
    phases: [PHASES.closed, PHASES.open],
  },
  {
    id: 'toy.users',
    statement: '8 or more readers at once',
    source,
    sli: 'concurrentUsers',
    operator: '>=',
    bound: 8,
    unit: 'users',
    phases: [PHASES.closed],
  },
  {
    id: 'toy.db',
    statement: '95% of database queries execute within 200 ms',
    source,
    sli: 'queryTimeP95Ms',
    operator: '<',
    bound: 200,
    unit: 'ms',
    phases: [PHASES.closed, PHASES.open],
  },
  {
    id: 'toy.hit-ratio',
    statement: 'More than 20% of content lookups are answered from the cache',
    source,
    sli: 'cacheHitRatio',
    operator: '>',
    bound: 0.2,
    unit: 'ratio',
    phases: [PHASES.closed, PHASES.open],
  },
];
