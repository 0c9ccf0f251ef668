import type { FigureKind } from '../model/figure-kind.ts';
import type { Indicator } from '../model/indicator.ts';
import type { Target } from '../model/target.ts';

/** Names of figures in run.json and verdict.json up to version 3: the indicator of each, and the kind of figure that checks refer to. */
export const NAMED_FIGURES: Record<string, { indicator: Indicator; kind: FigureKind }> = {
  responseTimeP95Ms: {
    indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
    kind: 'responseTimes',
  },
  goodputPerSec: {
    indicator: { source: 'requests', statistic: 'rate', per: 'second' },
    kind: 'requestRates',
  },
  availability: { indicator: { source: 'requests', statistic: 'share' }, kind: 'requestShares' },
  concurrentUsers: {
    indicator: { source: 'users', statistic: 'minimum', while: 'tvet.p95' },
    kind: 'users',
  },
  queryTimeP95Ms: {
    indicator: { source: 'statements', statistic: 'quantile', q: 0.95 },
    kind: 'queryTimes',
  },
  cacheHitRatio: { indicator: { source: 'cache-lookups', statistic: 'share' }, kind: 'hitRatios' },
};

const source = {
  document: 'TVET Connect, phase 1: database migration and Redis caching',
  section: '9. Success Metrics, Performance Targets',
};

function promise(
  id: string,
  name: string,
  operator: Target['operator'],
  bound: number,
  phases: string[],
  statement: string,
): Target {
  return { id, statement, source, indicator: NAMED_FIGURES[name]!.indicator, operator, bound, phases };
}

const [CLOSED, OPEN, FAULT] = ['closed steady', 'open steady', 'one server killed'];

/** The targets that runs of these versions were judged by. They stored no targets, and there was only one platform. */
export const TARGETS_OF_OLD_RUNS: readonly Target[] = [
  promise(
    'tvet.p95',
    'responseTimeP95Ms',
    '<',
    200,
    [OPEN!],
    '95% of requests are answered within 200 ms, counted from the intended start',
  ),
  promise('tvet.rps', 'goodputPerSec', '>=', 1000, [OPEN!], '1,000 or more correct responses a second'),
  promise(
    'tvet.availability',
    'availability',
    '>=',
    0.999,
    [CLOSED!, OPEN!, FAULT!],
    '99.9% of responses are correct, also while one API server is killed and comes back',
  ),
  promise(
    'tvet.users',
    'concurrentUsers',
    '>=',
    30_000,
    [CLOSED!],
    '30,000 or more users at once, each with a session, a connection and think time',
  ),
  promise(
    'tvet.db',
    'queryTimeP95Ms',
    '<',
    50,
    [CLOSED!, OPEN!],
    '95% of database queries execute within 50 ms; waiting for a connection is shown apart',
  ),
  promise(
    'tvet.hit-ratio',
    'cacheHitRatio',
    '>',
    0.8,
    [CLOSED!, OPEN!],
    'More than 80% of content lookups are answered from the cache',
  ),
];

/** The key family of sessions in runs of these versions. */
export const SESSION_FAMILY_OF_OLD_RUNS = 'user_session';
