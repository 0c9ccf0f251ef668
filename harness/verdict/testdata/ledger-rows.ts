import type { DataCheck, Run } from '../../model/run.ts';
import type { PhaseName } from '../../summary/testdata/made-up-run.ts';
import type { Behaviour } from '../../summary/testdata/made-up-second.ts';
import { type Promised, promiseOf } from './shipped-targets.ts';

/** What a system that keeps all promises shows in every second. */
export const KEPT = {
  cachedMs: 20,
  uncachedMs: 300,
  /** of the requests that the database serves */
  uncachedFailures: 0,
  apiMs: 20,
  failedApi: 0,
  dashboardMs: 600,
  dashboardFailures: 0,
  uploadMs: 900,
  uploads: 3,
  failedUploads: 0,
  /** connections of each server, at once; when they are read, two are in use */
  peakInUse: 12,
  /** of the requests that the three servers answer */
  serverShares: [0.375, 0.375, 0.25],
};
export type World = typeof KEPT;
/** Kinds of figures that a made-up run lacks by default. */
export type Kind = 'served' | 'api' | 'pages' | 'transfers' | 'peaks';

export type Row = Promised & {
  id: string;
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

const RATE = { source: 'requests', statistic: 'rate', per: 'second' } as const;
const CORRECT = { source: 'requests', statistic: 'share' } as const;
const QUERY_P95 = { source: 'statements', statistic: 'quantile', q: 0.95 } as const;
const USERS = { source: 'users', statistic: 'minimum', while: 'tvet.p95' } as const;
const ANSWERS = { source: 'checks', where: { check: 'answers' } } as const;

const SLOW = { behaviour: { responseTimesMs: [300] } };
const SLOW_API = { world: { apiMs: 300 } };
const servedBy = (...serverShares: number[]): Broken => ({ world: { serverShares } });
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

/** A target of a platform, with the indicator and the bound that it has there. */
const shipped = (id: string, more: Pick<Row, 'broken' | 'missing' | 'phases'>): Row => ({
  id,
  ...promiseOf(id),
  ...more,
});

const OF_PLATFORMS: Row[] = [
  shipped('tvet.p95', { broken: SLOW, missing: NO_CLIENT }),
  shipped('tvet.rps', { broken: { behaviour: { refusedPerSec: 400 } }, missing: NO_CLIENT }),
  shipped('tvet.availability', {
    phases: [...OPEN, ...FAULT],
    broken: { behaviour: { failedShare: 0.01 } },
    missing: NO_CLIENT,
  }),
  shipped('tvet.users', { phases: CLOSED, broken: SLOW, missing: NO_CLIENT }),
  shipped('tvet.db', { broken: { behaviour: { queryTimesMs: [60] } }, missing: NO_SERVERS }),
  shipped('tvet.hit-ratio', { broken: { behaviour: { hitShare: 0.7 } }, missing: NO_SERVERS }),

  shipped('school.p95', { broken: SLOW_API, missing: { without: 'api' } }),
  ...['sustained', 'peak', 'growth-1000', 'growth-5000', 'growth-10000'].map((name) =>
    shipped(`school.${name}`, { phases: CLOSED, broken: SLOW_API, missing: NO_CLIENT }),
  ),
  shipped('school.db', { broken: { behaviour: { queryTimesMs: [1, 400] } }, missing: NO_SERVERS }),
  shipped('school.upload', { broken: { world: { uploadMs: 3000 } }, missing: { without: 'pages' } }),
  shipped('school.dashboard', { broken: { world: { dashboardMs: 1500 } }, missing: { without: 'pages' } }),
  {
    ...shipped('school.dashboard', {
      broken: { world: { dashboardFailures: 2 } },
      missing: { without: 'pages' },
    }),
    id: 'school.dashboard, failing',
  },
  // Three servers have 51 at once; each time they are read, six are in use.
  shipped('school.connections', { broken: { world: { peakInUse: 17 } }, missing: { without: 'peaks' } }),
  shipped('school.rpm', { broken: { world: { failedApi: 45 } }, missing: { without: 'api' } }),
  shipped('school.qpm', {
    broken: { behaviour: { queryTimesMs: [], failedShare: 0.2 } },
    missing: NO_SERVERS,
  }),
  shipped('school.fpm', { broken: { world: { failedUploads: 2 } }, missing: { without: 'transfers' } }),
  shipped('school.lb-weights-1', { broken: servedBy(0.36, 0.38, 0.26), missing: NO_SERVERS }),
  shipped('school.lb-weights-2', { broken: servedBy(0.38, 0.36, 0.26), missing: NO_SERVERS }),
  shipped('school.lb-weights-3', { broken: servedBy(0.38, 0.385, 0.235), missing: NO_SERVERS }),

  shipped('ult.degrade', {
    phases: FAULT,
    broken: { behaviour: { failedAt: { 20: 1 } } },
    missing: NO_CLIENT,
  }),
];

/** Targets of documents whose platforms are not built. */
const OF_OTHER_DOCUMENTS: Row[] = [
  {
    id: 'cer.rps',
    ...{ indicator: RATE, operator: '>=', bound: 1000, missing: NO_CLIENT },
    broken: { behaviour: { refusedPerSec: 400 } },
  },
  ...['learn.availability', 'cer.availability'].map(
    (id): Row => ({
      id,
      ...{ indicator: CORRECT, operator: '>=', bound: 0.999, missing: NO_CLIENT },
      phases: [...OPEN, ...FAULT],
      broken: { behaviour: { failedShare: 0.01 } },
    }),
  ),
  ...Object.entries({ 'cer.users': 10_000, 'learn.users': 100_000 }).map(
    ([id, bound]): Row => ({
      id,
      ...{ indicator: USERS, operator: '>=', bound, phases: CLOSED, missing: NO_CLIENT },
      broken: SLOW,
    }),
  ),
  {
    id: 'learn.db',
    ...{ indicator: QUERY_P95, operator: '<', bound: 100, missing: NO_SERVERS },
    broken: { behaviour: { queryTimesMs: [150] } },
  },
  {
    id: 'cer.cached',
    indicator: { source: 'requests', where: { served: 'cache' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 200 },
    broken: { world: { cachedMs: 250 } },
    missing: { without: 'served' },
  },
  {
    id: 'cer.uncached',
    indicator: { source: 'requests', where: { served: 'database' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 1000 },
    broken: { world: { uncachedMs: 1400 } },
    missing: { without: 'served' },
  },
  ...(['lost', 'doubled', 'lost-or-doubled'] as const).map(
    (statistic): Row => ({
      id: `cer.strong: ${statistic}`,
      indicator: { ...ANSWERS, statistic },
      ...{ operator: '<=', bound: 0 },
      broken: check(statistic === 'doubled' ? { duplicated: 1 } : { lost: 1 }),
      missing: check({ name: 'another' }),
    }),
  ),
  {
    id: 'cer.eventual',
    indicator: { ...ANSWERS, statistic: 'agreement-time' },
    ...{ operator: '<=', bound: 5000 },
    broken: check({ agreementMs: 7000 }),
    missing: {
      run: { dataChecks: [{ name: 'answers', acknowledged: 1, found: 1, lost: 0, duplicated: 0 }] },
    },
  },
];

export const ROWS: Row[] = [...OF_PLATFORMS, ...OF_OTHER_DOCUMENTS];
