import type { Gate, GateCheck } from '../../harness/model/gate.ts';

const PROVENANCE: Gate['provenance'] = {
  commit: '4ab5eef0d1c2b3a495867768594a3b2c1d0e9f80',
  commitIsDirty: false,
  versions: { node: '24.21.0', k6: '2.2.0' },
  machine: { cpuModel: 'Intel(R) Xeon(R) CPU @ 2.60GHz', cores: 4, memoryBytes: 16_000_000_000, os: 'Linux 6.8.0 x64' },
  serverSettings: {},
  datasetFingerprint: null,
  datasetRows: {},
  randomSeed: 1,
  commandLine: ['gate', '--budget', 'budget.json'],
};

const P95: GateCheck = {
  id: 'p95',
  statement: 'p95 response time',
  status: 'pass',
  reason: 'P95 response time was 18.2 ms; the promise is under 200 ms, so it holds with 91% to spare.',
  unit: 'ms',
  better: 'lower',
  value: 18.2,
  interval: { low: 17.9, high: 18.6, confidence: 0.95, method: 'block bootstrap' },
  sampleCount: 38_000,
  limit: { operator: '<', errorBound: 200, warnBound: 150 },
  change: null,
};

const CORRECT: GateCheck = {
  id: 'correct',
  statement: 'share of correct responses',
  status: 'fail',
  reason: 'Of 38,000 requests 99.2% were correct; the promise is at least 99.9%, so it was broken in this run.',
  unit: 'ratio',
  better: 'higher',
  value: 0.992,
  interval: { low: 0.991, high: 0.9929, confidence: 0.95, method: 'Clopper-Pearson' },
  sampleCount: 38_000,
  limit: { operator: '>=', errorBound: 0.999, warnBound: null },
  change: null,
};

const WAIT: GateCheck = {
  ...P95,
  id: 'pool-wait',
  statement: 'mean wait for a database connection',
  status: 'inconclusive',
  reason: 'Nothing measured the wait for a database connection.',
  value: null,
  interval: null,
  sampleCount: 0,
  limit: { operator: '<', errorBound: 5, warnBound: null },
};

const GOODPUT: GateCheck = {
  ...P95,
  id: 'goodput',
  statement: 'correct responses a second',
  status: 'warn',
  reason:
    'On average 499 requests/s were answered correctly; the promise is at least 450 requests/s, so it holds. It is beyond the warning bound: at least 500 requests/s.',
  unit: 'requests/s',
  better: 'higher',
  value: 499,
  interval: { low: 497, high: 500.2, confidence: 0.95, method: 'block bootstrap' },
  sampleCount: 76,
  limit: { operator: '>=', errorBound: 450, warnBound: 500 },
};

const SLOWER: GateCheck = {
  id: 'p95',
  statement: 'p95 response time',
  status: 'fail',
  reason: 'head: 21% longer p95 response time than base (17% to 25%). That is a regression: the limit is 10% and 2 ms.',
  unit: 'ms',
  better: 'lower',
  value: 22.1,
  interval: null,
  sampleCount: 8,
  limit: null,
  change: {
    base: 18.2,
    ratio: { low: 1.17, high: 1.25, confidence: 0.95, method: 'paired t of logarithms' },
    ratioEstimate: 1.21,
    difference: null,
    differenceEstimate: 3.82,
    pValue: 0.000_01,
    errorBound: { relative: 0.1, absolute: 2 },
    warnBound: null,
  },
};

const SAME_SHARE: GateCheck = {
  ...SLOWER,
  id: 'correct',
  statement: 'share of correct responses',
  status: 'pass',
  reason:
    'head: no difference from base was seen in share of correct responses (from 0.02 percentage points lower to 0.01 percentage points higher). A change for the worse beyond the limit of 0.5 percentage points is ruled out.',
  unit: 'ratio',
  better: 'higher',
  value: 0.9999,
  change: {
    base: 0.9999,
    ratio: null,
    ratioEstimate: null,
    difference: { low: -0.0002, high: 0.0001, confidence: 0.95, method: 'paired t' },
    differenceEstimate: -0.000_05,
    pValue: 0.3,
    errorBound: { absolute: 0.005 },
    warnBound: null,
  },
};

/** A run beyond its budget, with a check in every state but invalid. */
export const BUDGET_GATE: Gate = {
  schemaVersion: 1,
  id: 'gate-20261129T080000Z-shop-3f9a1c',
  kind: 'budget',
  title: 'Shop',
  startedAt: '2026-11-29T08:00:00.000Z',
  durationMs: 124_400,
  status: 'fail',
  headline: 'Beyond budget: correct; pool-wait not settled.',
  checks: [P95, CORRECT, WAIT, GOODPUT],
  notes: ['From outside, no server was killed.'],
  runFolders: ['runs/20261129T080000Z-shop-aa11bb'],
  load: { requestsPerSec: 500.2, responseTimeP90Ms: 15.1, responseTimeP95Ms: 18.2, correct: 37_696, failed: 304 },
  provenance: PROVENANCE,
};

/** A head that is slower than its base. */
export const REGRESSION_GATE: Gate = {
  ...BUDGET_GATE,
  kind: 'base-head',
  durationMs: 913_000,
  headline: 'Regression: p95.',
  checks: [SLOWER, SAME_SHARE],
  notes: ['The first look was not clear, so everything was measured once more: 8 pairs of runs.'],
  runFolders: Array.from({ length: 16 }, (_, index) => `runs/gate-20261129T080000Z-shop-3f9a1c/arms/${index % 2 === 0 ? 'base' : 'head'}/${index}`),
};

/** A gate that judged nothing. */
export const EMPTY_GATE: Gate = {
  ...BUDGET_GATE,
  status: 'inconclusive',
  headline: 'Nothing was judged, so the gate is not passed.',
  checks: [],
  notes: [],
  runFolders: [],
  load: null,
};

export const GATES = { budget: BUDGET_GATE, regression: REGRESSION_GATE, empty: EMPTY_GATE } as const;
