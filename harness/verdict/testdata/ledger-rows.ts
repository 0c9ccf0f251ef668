import type { Indicator } from '../../model/indicator.ts';
import type { DataCheck, Run } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import type { PhaseName } from '../../summary/testdata/made-up-run.ts';
import type { Behaviour } from '../../summary/testdata/made-up-second.ts';

/** What a system that keeps all promises shows in every second. */
export const KEPT = {
  cachedMs: 20,
  uncachedMs: 300,
  /** of the requests that the database serves */
  uncachedFailures: 0,
  dashboardMs: 600,
  dashboardFailures: 0,
  uploadMs: 900,
  uploads: 3,
  failedUploads: 0,
  activeConnections: 12,
};
export type World = typeof KEPT;
/** Kinds of figures that a made-up run lacks by default. */
export type Kind = 'served' | 'pages' | 'transfers' | 'database';

export type Row = {
  ids: string[];
  indicator: Indicator;
  operator: Target['operator'];
  bound: number;
  phases?: PhaseName[];
  broken: Broken;
  missing: Broken;
};
export type Broken = {
  world?: Partial<World>;
  without?: Kind;
  behaviour?: Partial<Behaviour>;
  run?: Partial<Run>;
  users?: number;
};

export const OPEN: PhaseName[] = ['open steady'];
const CLOSED: PhaseName[] = ['closed steady'];
const FAULT: PhaseName[] = ['one server killed'];
const EVERY_SECOND = Array.from({ length: 61 }, (_, second) => second);
const NO_CLIENT = { behaviour: { silentClientSeconds: EVERY_SECOND } };
const NO_SERVERS = { behaviour: { silentServerSeconds: EVERY_SECOND } };

export const P95 = { source: 'requests', statistic: 'quantile', q: 0.95 } as const;
const RATE = { source: 'requests', statistic: 'rate', per: 'second' } as const;
const CORRECT = { source: 'requests', statistic: 'share' } as const;
const QUERY_P95 = { source: 'statements', statistic: 'quantile', q: 0.95 } as const;
const USERS = { source: 'users', statistic: 'minimum', while: 'the other' } as const;
const UPLOADS = { source: 'transfers', where: { transfer: 'upload' } } as const;
const ANSWERS = { source: 'checks', where: { check: 'answers' } } as const;

const SLOW = { behaviour: { responseTimesMs: [300] } };
export const check = (changes: Partial<DataCheck>) => ({
  run: {
    dataChecks: [
      {
        name: 'answers',
        acknowledged: 4000,
        found: 4000,
        lost: 0,
        duplicated: 0,
        agreementMs: 900,
        ...changes,
      },
    ],
  },
});

export const ROWS: Row[] = [
  {
    ids: ['tvet.p95', 'school.p95'],
    indicator: P95,
    operator: '<',
    bound: 200,
    broken: SLOW,
    missing: NO_CLIENT,
  },
  {
    ids: ['tvet.rps', 'cer.rps'],
    ...{ indicator: RATE, operator: '>=', bound: 1000, missing: NO_CLIENT },
    broken: { behaviour: { refusedPerSec: 400 } },
  },
  {
    ids: ['tvet.availability', 'learn.availability', 'cer.availability'],
    ...{ indicator: CORRECT, operator: '>=', bound: 0.999, missing: NO_CLIENT },
    phases: [...OPEN, ...FAULT],
    broken: { behaviour: { failedShare: 0.01 } },
  },
  ...[300, 200, 1000, 5000, 10_000, 30_000, 100_000].map(
    (bound): Row => ({
      ids: {
        300: ['school.peak'],
        200: ['school.sustained'],
        1000: ['school.growth, 1,000 users'],
        5000: ['school.growth, 5,000 users'],
        10000: ['school.growth, 10,000 users', 'cer.users'],
        30000: ['tvet.users'],
        100000: ['learn.users'],
      }[bound]!,
      ...{ indicator: USERS, operator: '>=', bound, phases: CLOSED, missing: NO_CLIENT },
      broken: SLOW,
    }),
  ),
  {
    ids: ['tvet.db'],
    ...{ indicator: QUERY_P95, operator: '<', bound: 50, missing: NO_SERVERS },
    broken: { behaviour: { queryTimesMs: [60] } },
  },
  {
    ids: ['learn.db'],
    ...{ indicator: QUERY_P95, operator: '<', bound: 100, missing: NO_SERVERS },
    broken: { behaviour: { queryTimesMs: [150] } },
  },
  {
    ids: ['school.db'],
    indicator: { source: 'statements', statistic: 'mean' },
    ...{ operator: '<', bound: 100, missing: NO_SERVERS },
    broken: { behaviour: { queryTimesMs: [1, 400] } },
  },
  {
    ids: ['tvet.hit-ratio'],
    indicator: { source: 'cache-lookups', statistic: 'share' },
    ...{ operator: '>', bound: 0.8, missing: NO_SERVERS },
    broken: { behaviour: { hitShare: 0.7 } },
  },
  {
    ids: ['school.lb-weights-1'],
    indicator: { source: 'served-requests', where: { part: 'server-1' }, statistic: 'share' },
    ...{ operator: '>=', bound: 0.48, missing: NO_SERVERS },
    broken: { behaviour: { firstServerShare: 0.375 } },
  },
  {
    ids: ['school.upload'],
    indicator: { ...UPLOADS, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 2000 },
    broken: { world: { uploadMs: 3000 } },
    missing: { without: 'transfers' },
  },
  {
    ids: ['school.dashboard'],
    indicator: { source: 'pages', where: { page: 'dashboard' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 1000 },
    broken: { world: { dashboardMs: 1500 } },
    missing: { without: 'pages' },
  },
  {
    ids: ['school.dashboard, failing'],
    indicator: { source: 'pages', where: { page: 'dashboard' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 1000 },
    broken: { world: { dashboardFailures: 2 } },
    missing: { without: 'pages' },
  },
  {
    ids: ['school.connections'],
    indicator: {
      ...{ source: 'gauge', gauge: 'database-connections', where: { state: 'active' } },
      statistic: 'maximum',
    },
    ...{ operator: '<', bound: 50 },
    broken: { world: { activeConnections: 64 } },
    missing: { without: 'database' },
  },
  {
    ids: ['school.rpm'],
    indicator: { source: 'requests', statistic: 'rate', per: 'minute' },
    ...{ operator: '>=', bound: 1000, missing: NO_CLIENT },
    broken: { behaviour: { refusedPerSec: 1190 } },
  },
  {
    ids: ['school.qpm'],
    indicator: { source: 'statements', statistic: 'rate', per: 'minute' },
    ...{ operator: '>=', bound: 500, missing: NO_SERVERS },
    broken: { behaviour: { queryTimesMs: [], failedShare: 0.2 } },
  },
  {
    ids: ['school.fpm'],
    indicator: { source: 'transfers', statistic: 'rate', per: 'minute' },
    ...{ operator: '>=', bound: 100 },
    broken: { world: { failedUploads: 2 } },
    missing: { without: 'transfers' },
  },
  {
    ids: ['cer.cached'],
    indicator: { source: 'requests', where: { served: 'cache' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 200 },
    broken: { world: { cachedMs: 250 } },
    missing: { without: 'served' },
  },
  {
    ids: ['cer.uncached'],
    indicator: { source: 'requests', where: { served: 'database' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 1000 },
    broken: { world: { uncachedMs: 1400 } },
    missing: { without: 'served' },
  },
  ...(['lost', 'doubled', 'lost-or-doubled'] as const).map(
    (statistic): Row => ({
      ids: [`cer.strong: ${statistic}`],
      indicator: { ...ANSWERS, statistic },
      ...{ operator: '<=', bound: 0 },
      broken: check(statistic === 'doubled' ? { duplicated: 1 } : { lost: 1 }),
      missing: check({ name: 'another' }),
    }),
  ),
  {
    ids: ['cer.eventual'],
    indicator: { ...ANSWERS, statistic: 'agreement-time' },
    ...{ operator: '<=', bound: 5000 },
    broken: check({ agreementMs: 7000 }),
    missing: {
      run: { dataChecks: [{ name: 'answers', acknowledged: 1, found: 1, lost: 0, duplicated: 0 }] },
    },
  },
  {
    ids: ['ult.degrade'],
    ...{ indicator: CORRECT, operator: '>=', bound: 1, phases: FAULT, missing: NO_CLIENT },
    broken: { behaviour: { failedAt: { 20: 1 } } },
  },
];
