import type { Target } from '../../harness/model/target.ts';
import { DOCUMENT } from '../../reference-server/school-management/documented.ts';
import { PHASES } from './profile.ts';

/** Sections of the document. */
const METRICS = 'Expected Performance Metrics';
const GROWTH_PATH = 'Conclusion, Growth Path';
const LOAD_BALANCER = 'Load Balancer Configuration';

/** The first two stages of the growth path. For the third, the document splits the system into services. */
const ONE_PROGRAM = [PHASES.peak, PHASES.growth5000];
const EVERY = [...ONE_PROGRAM, PHASES.growth10000];

type Promised = Pick<Target, 'indicator' | 'operator' | 'bound' | 'phases'>;

const promise = (id: string, statement: string, promised: Promised, section = METRICS): Target => ({
  id: `school.${id}`,
  statement,
  source: { document: DOCUMENT, section },
  ...promised,
});

/** Requests to the application; those that carry a file's bytes go to the object store. */
const API = { group: 'api' };

/** The users of one stage of the growth path are there at once, and their requests keep the promised response time. */
const usersAtOnce = (bound: number, phase: string): Promised => ({
  indicator: { source: 'users', statistic: 'minimum', while: 'school.p95' },
  operator: '>=',
  bound,
  phases: [phase],
});

/** Of the servers' weights 3, 3 and 2. A point less is allowed; as shares add up to 1, no server can have two points more. */
const WEIGHT_SHARES = [0.375, 0.375, 0.25];
const SHARE_TOLERANCE = 0.01;

/** The promises of the document, each in the reading that it is judged by. */
export const targets: Target[] = [
  promise('p95', '95% of API requests are answered within 200 ms, counted from the intended start', {
    indicator: { source: 'requests', where: API, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 200,
    phases: [PHASES.peak],
  }),
  promise(
    'db',
    'Database queries take less than 100 ms on average; waiting for a connection is shown apart',
    {
      indicator: { source: 'statements', statistic: 'mean' },
      operator: '<',
      bound: 100,
      phases: ONE_PROGRAM,
    },
  ),
  promise('upload', '95% of 10 MB uploads take less than 2 s, from the announcement to the confirmation', {
    indicator: { source: 'pages', where: { page: 'upload' }, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 2_000,
    phases: ONE_PROGRAM,
  }),
  promise('dashboard', "95% of the head's dashboards are complete within a second, all five requests", {
    indicator: { source: 'pages', where: { page: 'dashboard' }, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 1_000,
    phases: ONE_PROGRAM,
  }),
  promise(
    'sustained',
    '200 or more users at once, each with a session, a connection and think time',
    usersAtOnce(200, PHASES.peak),
  ),
  promise(
    'peak',
    '300 or more users at once, each with a session, a connection and think time',
    usersAtOnce(300, PHASES.peak),
  ),
  promise(
    'growth-1000',
    'Growth path, 1,000 users: 300 or more at once',
    usersAtOnce(300, PHASES.peak),
    GROWTH_PATH,
  ),
  promise(
    'growth-5000',
    'Growth path, 5,000 users: 1,500 or more at once',
    usersAtOnce(1_500, PHASES.growth5000),
    GROWTH_PATH,
  ),
  promise(
    'growth-10000',
    'Growth path, 10,000 users: 3,000 or more at once',
    usersAtOnce(3_000, PHASES.growth10000),
    GROWTH_PATH,
  ),
  promise(
    'connections',
    'Fewer than 50 connections of all pools are in use at once; the peaks of the servers within a second are added up',
    {
      indicator: {
        source: 'gauge',
        gauge: 'pool-connections',
        where: { state: 'peakInUse' },
        statistic: 'maximum',
      },
      operator: '<',
      bound: 50,
      phases: EVERY,
    },
  ),
  promise('rpm', '1,000 or more correct API responses a minute', {
    indicator: { source: 'requests', where: API, statistic: 'rate', per: 'minute' },
    operator: '>=',
    bound: 1_000,
    phases: [PHASES.peak],
  }),
  promise('qpm', '500 or more database queries a minute', {
    indicator: { source: 'statements', statistic: 'rate', per: 'minute' },
    operator: '>=',
    bound: 500,
    phases: [PHASES.peak],
  }),
  promise('fpm', '100 or more files are uploaded or downloaded a minute, each correctly', {
    indicator: { source: 'transfers', statistic: 'rate', per: 'minute' },
    operator: '>=',
    bound: 100,
    phases: [PHASES.peak],
  }),
  ...WEIGHT_SHARES.map((share, index): Target => {
    const part = `server-${index + 1}`;
    return promise(
      `lb-weights-${index + 1}`,
      `By the weights 3, 3 and 2, ${part} serves ${share * 100}% of the requests, or at most a point less`,
      {
        indicator: { source: 'served-requests', where: { part }, statistic: 'share' },
        operator: '>=',
        bound: share - SHARE_TOLERANCE,
        phases: EVERY,
      },
      LOAD_BALANCER,
    );
  }),
];
