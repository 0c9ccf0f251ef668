import type { ComparisonData } from '../comparison/comparison-data.ts';
import { type MadeUpArm, type MadeUpExperiment, makeComparison } from './comparison.ts';
import type { MeasureName } from './comparison-figures.ts';

export const COMPARISON_NAMES = ['supported', 'nothing-seen', 'unusable', 'refuted'] as const;
export type ComparisonName = (typeof COMPARISON_NAMES)[number];

const NO_CACHE: MadeUpArm = {
  name: 'cache-none',
  label: 'cache: none',
  levels: { cache: 'none' },
  topology: { cache: 'none' },
  figures: {
    databaseQueriesPerSec: 1208,
    responseTimeP50Ms: 6.4,
    responseTimeP95Ms: 19.8,
    responseTimeP99Ms: 31.6,
    goodputPerSec: 399.8,
    hitRatio: null,
    systemCpuSecPer1000: 3.1,
    redisMemoryBytes: null,
  },
};

const REDIS: MadeUpArm = {
  name: 'cache-redis',
  label: 'cache: Redis',
  levels: { cache: 'redis' },
  figures: {
    databaseQueriesPerSec: 301,
    responseTimeP50Ms: 4.1,
    responseTimeP95Ms: 11.6,
    responseTimeP99Ms: 17.8,
    goodputPerSec: 399.9,
    hitRatio: 0.913,
    systemCpuSecPer1000: 2.9,
    redisMemoryBytes: 61e6,
  },
  spoilt: { 2: 'Arrivals were dropped: 312 of 24,000, where none may be.' },
};

const TIERS: MadeUpArm = {
  name: 'cache-memory-and-redis',
  label: 'cache: memory and Redis',
  levels: { cache: 'memory-and-redis' },
  topology: { cache: 'memory-and-redis' },
  figures: {
    databaseQueriesPerSec: 296,
    responseTimeP50Ms: 3.3,
    responseTimeP95Ms: 11.3,
    responseTimeP99Ms: 18.8,
    goodputPerSec: 399.9,
    hitRatio: 0.921,
    systemCpuSecPer1000: 2.5,
    redisMemoryBytes: 60e6,
  },
};

const CACHE_MEASURES: MeasureName[] = [
  'databaseQueriesPerSec',
  'responseTimeP50Ms',
  'responseTimeP95Ms',
  'responseTimeP99Ms',
  'goodputPerSec',
  'hitRatio',
  'systemCpuSecPer1000',
  'redisMemoryBytes',
];

const CACHE_LOAD = {
  id: 'ult.cache-load',
  statement: 'Redis: database load down 70-80%',
  source: { document: '004_8e9977e300420908.txt', section: 'Phase 2: caching' },
  measure: 'databaseQueriesPerSec',
  arm: { cache: 'redis' },
  against: { cache: 'none' },
  operator: '<=' as const,
  ratio: 0.3,
};

const METHOD = 'paired t on logarithms';

const EXPERIMENTS: Record<ComparisonName, MadeUpExperiment> = {
  supported: {
    id: 'experiment-20261125-134640-cache',
    experiment: {
      name: 'cache',
      question: 'What do Redis and a memory tier in front of it save the database, and what do users notice of it?',
      claim: CACHE_LOAD,
      factors: { cache: ['none', 'redis', 'memory-and-redis'] },
      design: 'full',
      repetitions: 8,
    },
    measures: CACHE_MEASURES,
    arms: [NO_CACHE, REDIS, TIERS],
    answer:
      'With Redis the database gets a quarter of the queries and the median response takes two thirds of the time; a memory tier saves CPU on top of it.',
    claim: {
      status: 'supported',
      ratio: { low: 0.239, high: 0.262, confidence: 0.95, method: METHOD },
      ratioEstimate: 0.25,
      sentence: 'With Redis the database got 0.25 times the queries, and with all of its interval at most 0.3 times, as claimed.',
    },
    notes: ['One repetition was tried again: PostgreSQL did not start within 30 s.'],
    seed: 20_261,
  },
  'nothing-seen': {
    id: 'experiment-20261125-160000-same',
    experiment: {
      name: 'a-a',
      question: 'Do two equal arms look different?',
      factors: { cache: ['redis', 'redis'] },
      design: 'a-a',
      repetitions: 10,
    },
    measures: ['responseTimeP50Ms', 'responseTimeP95Ms', 'databaseQueriesPerSec', 'hitRatio', 'goodputPerSec'],
    arms: [
      { ...REDIS, spoilt: {} },
      { ...REDIS, name: 'cache-redis-2', label: 'cache: Redis (2)', spoilt: {} },
    ],
    answer: 'No difference was seen in any of 5 measures; a difference of p95 of more than 6% would have been.',
    seed: 77,
  },
  unusable: {
    id: 'experiment-20261125-173000-indexes',
    experiment: {
      name: 'indexes',
      question: 'Are queries 10 to 100 times faster with the documented indexes?',
      claim: {
        ...CACHE_LOAD,
        id: 'ult.indexes-speed',
        statement: 'Indexes make queries 10-100 times faster',
        measure: 'responseTimeP95Ms',
        arm: { indexes: true },
        against: { indexes: false },
        ratio: 0.1,
      },
      factors: { indexes: [true, false], singleFlight: [true, false] },
      design: 'one-at-a-time',
      repetitions: 4,
    },
    measures: ['responseTimeP50Ms', 'responseTimeP95Ms', 'databaseQueriesPerSec'],
    arms: [
      { ...REDIS, name: 'baseline', label: 'as documented', levels: { indexes: true, singleFlight: true }, spoilt: { 1: 'The machine was 97% busy.' } },
      {
        ...NO_CACHE,
        name: 'indexes-false',
        label: 'indexes: left out',
        levels: { indexes: false, singleFlight: true },
        topology: { indexes: false },
        refuted: { factor: 'indexes', reason: 'EXPLAIN of sync.select shows an index scan of idx_student_sync_student in 4 of 4 repetitions.' },
      },
      {
        ...TIERS,
        name: 'single-flight-false',
        label: 'single-flight: off',
        levels: { indexes: true, singleFlight: false },
        topology: { singleFlight: false },
      },
    ],
    answer: "The arm 'indexes: left out' cannot be used, so the question is not answered.",
    claim: { status: 'not-settled', ratio: null, ratioEstimate: null, sentence: "Not settled: the arm 'indexes: left out' is invalid." },
    status: 'invalid',
    state: 'aborted',
    seed: 5,
  },
  refuted: {
    id: 'experiment-20261126-090000-servers',
    experiment: {
      name: 'servers-and-bouncer',
      question: 'Does PgBouncer make responses faster, however many servers there are?',
      claim: {
        ...CACHE_LOAD,
        id: 'learn.bouncer',
        statement: 'PgBouncer against direct connections: responses in half the time',
        measure: 'responseTimeP95Ms',
        arm: { servers: 3, pgbouncer: true },
        against: { servers: 3, pgbouncer: false },
        operator: '<',
        ratio: 0.5,
      },
      factors: { servers: [3, 2, 1], pgbouncer: [false, true] },
      design: 'full',
      repetitions: 12,
      stopEarly: { fromRepetition: 6 },
    },
    measures: ['responseTimeP50Ms', 'responseTimeP95Ms', 'systemCpuSecPer1000', 'databaseQueriesPerSec'],
    arms: [3, 2, 1].flatMap((servers) =>
      [false, true].map((pgbouncer) => ({
        ...REDIS,
        name: `servers-${servers}-pgbouncer-${pgbouncer}`,
        label: `servers: ${servers}, PgBouncer: ${pgbouncer ? 'on' : 'off'}`,
        levels: { servers, pgbouncer },
        topology: { servers, pgbouncer },
        figures: {
          ...REDIS.figures,
          responseTimeP50Ms: 4.1 * (pgbouncer ? 1.12 : 1) * (1 + 0.08 * (3 - servers) ** 2),
          responseTimeP95Ms: 11.6 * (pgbouncer ? 1.1 : 1) * (1 + 0.3 * (3 - servers) ** 2),
          systemCpuSecPer1000: 2.9 * (pgbouncer ? 1.1 : 1) * (1 - 0.06 * (3 - servers)),
        },
        spoilt: {},
      })),
    ),
    answer: 'PgBouncer makes no response faster: with three servers p95 takes 1.1 times as long, not half.',
    claim: {
      status: 'refuted',
      ratio: { low: 1.05, high: 1.15, confidence: 0.95, method: METHOD },
      ratioEstimate: 1.1,
      sentence: 'With PgBouncer p95 was 1.1 times as long; all of its interval is above the claimed 0.5 times.',
    },
    state: 'stopped-early',
    seed: 4242,
  },
};

export function madeUpComparison(name: ComparisonName): Required<ComparisonData> {
  return makeComparison(EXPERIMENTS[name]);
}
