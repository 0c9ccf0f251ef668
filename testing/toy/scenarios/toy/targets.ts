import type { Target } from '../../../../harness/model/target.ts';
import { DOCUMENT } from '../../reference-server/toy/documented.ts';
import { PHASES } from './profile.ts';

const source = { document: DOCUMENT, section: 'All of it' };

type Promised = Pick<Target, 'indicator' | 'operator' | 'bound' | 'phases'>;

const promise = (id: string, statement: string, promised: Promised): Target => ({
  id: `toy.${id}`,
  statement,
  source,
  ...promised,
});
const BOTH = [PHASES.closed, PHASES.open];

/** One target of every kind that is possible for a system started here. The bounds are arbitrary. */
export const targets: Target[] = [
  promise('p95', '95% of requests are answered within 500 ms', {
    indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 500,
    phases: [PHASES.open],
  }),
  promise('mean', 'Requests take less than 250 ms on average', {
    indicator: { source: 'requests', statistic: 'mean' },
    operator: '<',
    bound: 250,
    phases: BOTH,
  }),
  promise('slowest', 'No request takes longer than 5 s', {
    indicator: { source: 'requests', statistic: 'maximum' },
    operator: '<=',
    bound: 5_000,
    phases: BOTH,
  }),
  promise('rps', '10 or more correct responses a second', {
    indicator: { source: 'requests', statistic: 'rate', per: 'second' },
    operator: '>=',
    bound: 10,
    phases: [PHASES.open],
  }),
  promise('availability', '90% of responses are correct, also while Redis is stopped and comes back', {
    indicator: { source: 'requests', statistic: 'share' },
    operator: '>=',
    bound: 0.9,
    phases: [...BOTH, PHASES.fault],
  }),
  promise('book', '95% of books are shown within 400 ms', {
    indicator: { source: 'requests', where: { route: 'book.read' }, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 400,
    phases: BOTH,
  }),
  promise('from-cache', '95% of what the cache serves takes less than 400 ms', {
    indicator: { source: 'requests', where: { served: 'cache' }, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 400,
    phases: BOTH,
  }),
  promise('from-database', '95% of what the database serves takes less than 500 ms', {
    indicator: { source: 'requests', where: { served: 'database' }, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 500,
    phases: BOTH,
  }),
  promise('page', '95% of shelf pages, three requests each, are there within a second', {
    indicator: { source: 'pages', where: { page: 'shelf' }, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 1_000,
    phases: BOTH,
  }),
  promise('pages', '300 or more pages a minute', {
    indicator: { source: 'pages', statistic: 'rate', per: 'minute' },
    operator: '>=',
    bound: 300,
    phases: [PHASES.open],
  }),
  promise('upload', '95% of uploads take less than 500 ms', {
    indicator: { source: 'transfers', where: { transfer: 'upload' }, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 500,
    phases: BOTH,
  }),
  promise('uploads', '10 or more uploads a minute', {
    indicator: {
      source: 'transfers',
      where: { transfer: 'upload' },
      statistic: 'rate',
      per: 'minute',
    },
    operator: '>=',
    bound: 10,
    phases: [PHASES.open],
  }),
  promise('db', '95% of database queries execute within 200 ms', {
    indicator: { source: 'statements', statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 200,
    phases: BOTH,
  }),
  promise('db-mean', 'Database queries take less than 100 ms on average', {
    indicator: { source: 'statements', statistic: 'mean' },
    operator: '<',
    bound: 100,
    phases: BOTH,
  }),
  promise('db-queries', 'A request needs at most 5 queries', {
    indicator: { source: 'statements', statistic: 'rate', per: 'request' },
    operator: '<=',
    bound: 5,
    phases: BOTH,
  }),
  promise('waits', '95% of queries wait less than 200 ms for a connection', {
    indicator: { source: 'connection-waits', statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 200,
    phases: BOTH,
  }),
  promise('connections', 'At most 20 connections to the database are open', {
    indicator: { source: 'gauge', gauge: 'database-connections', statistic: 'maximum' },
    operator: '<=',
    bound: 20,
    phases: BOTH,
  }),
  promise('cache-memory', 'The cache holds less than 16 MB on average', {
    indicator: { source: 'gauge', gauge: 'cache-memory', statistic: 'mean' },
    operator: '<',
    bound: 16,
    phases: BOTH,
  }),
  promise('hit-ratio', 'More than 20% of content lookups are answered from the cache', {
    indicator: { source: 'cache-lookups', statistic: 'share' },
    operator: '>',
    bound: 0.2,
    phases: BOTH,
  }),
  promise('users', '8 or more readers at once', {
    indicator: { source: 'users', statistic: 'minimum', while: 'toy.p95' },
    operator: '>=',
    bound: 8,
    phases: [PHASES.closed],
  }),
  promise('covers', 'No cover that was acknowledged is lost', {
    indicator: { source: 'checks', where: { check: 'covers' }, statistic: 'lost-or-doubled' },
    operator: '<=',
    bound: 0,
    phases: [PHASES.closed, PHASES.open, PHASES.fault],
  }),
  promise('files', 'Every cover is stored as it was sent', {
    indicator: { source: 'checks', where: { check: 'stored files' }, statistic: 'lost-or-doubled' },
    operator: '<=',
    bound: 0,
    phases: [PHASES.closed, PHASES.open, PHASES.fault],
  }),
];
