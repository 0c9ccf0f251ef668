import type { Target } from '../../harness/model/target.ts';
import { DOCUMENT } from '../../reference-server/school-management/documented.ts';
import { PHASES } from './profile.ts';

const source = { document: DOCUMENT, section: 'Expected Performance Metrics' };
const EVERY = [PHASES.sustained, PHASES.peak, PHASES.open];

type Promised = Pick<Target, 'indicator' | 'operator' | 'bound' | 'phases'>;

const promise = (id: string, statement: string, promised: Promised): Target => ({
  id: `school.${id}`,
  statement,
  source,
  ...promised,
});

/** Requests to the application; those that carry a file's bytes go to the object store. */
const API = { group: 'api' };

/** The promises of the document, each in the reading that it is judged by. */
export const targets: Target[] = [
  promise('p95', '95% of API requests are answered within 200 ms, counted from the intended start', {
    indicator: { source: 'requests', where: API, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 200,
    phases: [PHASES.open],
  }),
  promise(
    'db',
    'Database queries take less than 100 ms on average; waiting for a connection is shown apart',
    {
      indicator: { source: 'statements', statistic: 'mean' },
      operator: '<',
      bound: 100,
      phases: EVERY,
    },
  ),
  promise('upload', '95% of 10 MB uploads take less than 2 s, from the announcement to the confirmation', {
    indicator: { source: 'pages', where: { page: 'upload' }, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 2_000,
    phases: EVERY,
  }),
  promise('dashboard', "95% of the head's dashboards are complete within a second, all five requests", {
    indicator: { source: 'pages', where: { page: 'dashboard' }, statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 1_000,
    phases: EVERY,
  }),
  promise('sustained', '200 or more users at once, each with a session, a connection and think time', {
    indicator: { source: 'users', statistic: 'minimum', while: 'school.p95' },
    operator: '>=',
    bound: 200,
    phases: [PHASES.sustained],
  }),
  promise('peak', '300 or more users at once, each with a session, a connection and think time', {
    indicator: { source: 'users', statistic: 'minimum', while: 'school.p95' },
    operator: '>=',
    bound: 300,
    phases: [PHASES.peak],
  }),
  promise('connections', 'Fewer than 50 connections of all pools are in use at any second', {
    indicator: {
      source: 'gauge',
      gauge: 'pool-connections',
      where: { state: 'inUse' },
      statistic: 'maximum',
    },
    operator: '<',
    bound: 50,
    phases: EVERY,
  }),
  promise('rpm', '1,000 or more correct API responses a minute', {
    indicator: { source: 'requests', where: API, statistic: 'rate', per: 'minute' },
    operator: '>=',
    bound: 1_000,
    phases: [PHASES.open],
  }),
  promise('qpm', '500 or more database queries a minute', {
    indicator: { source: 'statements', statistic: 'rate', per: 'minute' },
    operator: '>=',
    bound: 500,
    phases: [PHASES.open],
  }),
  promise('fpm', '100 or more files are uploaded or downloaded a minute, each correctly', {
    indicator: { source: 'transfers', statistic: 'rate', per: 'minute' },
    operator: '>=',
    bound: 100,
    phases: [PHASES.open],
  }),
];
