import type { Target } from '../../harness/model/target.ts';
import { PHASES } from './profile.ts';

export const DOCUMENT = 'TVET Connect, phase 1: database migration and Redis caching';

const source = {
  document: DOCUMENT,
  section: '9. Success Metrics, Performance Targets',
};

/** The six promises of the document, each in the reading that it is judged by. */
export const targets: Target[] = [
  {
    id: 'tvet.p95',
    statement: '95% of requests are answered within 200 ms, counted from the intended start',
    source,
    indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 200,
    phases: [PHASES.openSteady],
  },
  {
    id: 'tvet.rps',
    statement: '1,000 or more correct responses a second',
    source,
    indicator: { source: 'requests', statistic: 'rate', per: 'second' },
    operator: '>=',
    bound: 1000,
    phases: [PHASES.openSteady],
  },
  {
    id: 'tvet.availability',
    statement: '99.9% of responses are correct, also while one API server is killed and comes back',
    source,
    indicator: { source: 'requests', statistic: 'share' },
    operator: '>=',
    bound: 0.999,
    phases: [PHASES.closedSteady, PHASES.openSteady, PHASES.fault],
  },
  {
    id: 'tvet.users',
    statement: '30,000 or more users at once, each with a session, a connection and think time',
    source,
    indicator: { source: 'users', statistic: 'minimum', while: 'tvet.p95' },
    operator: '>=',
    bound: 30_000,
    phases: [PHASES.closedSteady],
  },
  {
    id: 'tvet.db',
    statement: '95% of database queries execute within 50 ms; waiting for a connection is shown apart',
    source,
    indicator: { source: 'statements', statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 50,
    phases: [PHASES.closedSteady, PHASES.openSteady],
  },
  {
    id: 'tvet.hit-ratio',
    statement: 'More than 80% of content lookups are answered from the cache',
    source,
    indicator: { source: 'cache-lookups', statistic: 'share' },
    operator: '>',
    bound: 0.8,
    phases: [PHASES.closedSteady, PHASES.openSteady],
  },
];
