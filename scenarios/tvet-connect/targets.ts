import type { Target } from '../../harness/model/target.ts';
import { PHASES } from './profile.ts';

export const DOCUMENT = 'TVET Connect, phase 1: database migration and Redis caching';

const source = {
  document: DOCUMENT,
  section: '9. Success Metrics, Performance Targets',
};

/** The six promises of the document, each with the reading under which it is held to. */
export const targets: Target[] = [
  {
    id: 'tvet.p95',
    statement: '95% of requests are answered within 200 ms, counted from the intended start',
    source,
    sli: 'responseTimeP95Ms',
    operator: '<',
    bound: 200,
    unit: 'ms',
    phases: [PHASES.openSteady],
  },
  {
    id: 'tvet.rps',
    statement: '1,000 or more correct responses a second',
    source,
    sli: 'goodputPerSec',
    operator: '>=',
    bound: 1000,
    unit: 'requests/s',
    phases: [PHASES.openSteady],
  },
  {
    id: 'tvet.availability',
    statement: '99.9% of responses are correct, also while one API server is killed and comes back',
    source,
    sli: 'availability',
    operator: '>=',
    bound: 0.999,
    unit: 'ratio',
    phases: [PHASES.closedSteady, PHASES.openSteady, PHASES.fault],
  },
  {
    id: 'tvet.users',
    statement: '30,000 or more users at once, each with a session, a connection and think time',
    source,
    sli: 'concurrentUsers',
    operator: '>=',
    bound: 30_000,
    unit: 'users',
    phases: [PHASES.closedSteady],
  },
  {
    id: 'tvet.db',
    statement: '95% of database queries execute within 50 ms; waiting for a connection is shown apart',
    source,
    sli: 'queryTimeP95Ms',
    operator: '<',
    bound: 50,
    unit: 'ms',
    phases: [PHASES.closedSteady, PHASES.openSteady],
  },
  {
    id: 'tvet.hit-ratio',
    statement: 'More than 80% of content lookups are answered from the cache',
    source,
    sli: 'cacheHitRatio',
    operator: '>',
    bound: 0.8,
    unit: 'ratio',
    phases: [PHASES.closedSteady, PHASES.openSteady],
  },
];
