import { type Distribution, meanOf, quantileOf } from './distribution.ts';
import { type Stall, stalledQuantile } from './stall.ts';

/** One way in which the known server answers: the plan of a route, with which the reported figures are compared. */
export type Behaviour = {
  /** also the name of its route */
  name: string;
  /** for people */
  description: string;
  /** from the arrival of a request until its response is ready */
  serviceMs: Distribution;
  /** null: it never stalls. Under stalls, response times are known only for a constant service time. */
  stall: Stall | null;
  /** the percentiles that are compared */
  percentiles: readonly ('p50' | 'p95' | 'p99')[];
  /** share of requests answered with 503 */
  failureRatio: number;
  /** share of lookups that hit; null: there are no lookups */
  hitRatio: number | null;
};

const SHORT = { kind: 'constant', ms: 5 } as const;

/**
 * Behaviours whose times are compared. The times are long enough that 3% of them exceeds the millisecond or two by which k6
 * starts and reads late. The counted behaviours, which take 5 ms, show how much that is. The stalling behaviour is fast, so that
 * a closed loop sends hundreds of requests between two stalls. Its median is that of a request which no stall touches, and is too
 * short to be compared.
 */
export const TIMED_BEHAVIOURS: readonly Behaviour[] = [
  {
    name: 'constant',
    description: 'every request takes 100 ms',
    serviceMs: { kind: 'constant', ms: 100 },
    stall: null,
    percentiles: ['p50', 'p95', 'p99'],
    failureRatio: 0,
    hitRatio: null,
  },
  {
    name: 'two-humped',
    description: '80% take 50 to 54 ms, 20% take 190 to 210 ms, evenly spread within each',
    serviceMs: {
      kind: 'humps',
      humps: [
        { weight: 0.8, fromMs: 50, toMs: 54 },
        { weight: 0.2, fromMs: 190, toMs: 210 },
      ],
    },
    stall: null,
    percentiles: ['p50', 'p95', 'p99'],
    failureRatio: 0,
    hitRatio: null,
  },
  {
    name: 'heavy-tailed',
    description: 'Pareto times of shape 3 from 40 ms, cut off at 800 ms',
    serviceMs: { kind: 'pareto', fromMs: 40, toMs: 800, shape: 3 },
    stall: null,
    percentiles: ['p50', 'p95', 'p99'],
    failureRatio: 0,
    hitRatio: null,
  },
  {
    name: 'stalling',
    description: 'every request takes 5 ms, but the server answers nothing for 300 ms of every 2 s',
    serviceMs: SHORT,
    stall: { everyMs: 2000, durationMs: 300 },
    percentiles: ['p95', 'p99'],
    failureRatio: 0,
    hitRatio: null,
  },
];

/** Behaviours whose counts are compared. */
export const COUNTED_BEHAVIOURS: readonly Behaviour[] = [
  {
    name: 'failing',
    description: 'every request takes 5 ms, and 1% are answered 503',
    serviceMs: SHORT,
    stall: null,
    percentiles: [],
    failureRatio: 0.01,
    hitRatio: null,
  },
  {
    name: 'caching',
    description: 'every request takes 5 ms and looks up one key, of which 83% are found',
    serviceMs: SHORT,
    stall: null,
    percentiles: [],
    failureRatio: 0,
    hitRatio: 0.83,
  },
];

export const BEHAVIOURS: readonly Behaviour[] = [...TIMED_BEHAVIOURS, ...COUNTED_BEHAVIOURS];

/** A route that does nothing, for measuring the limits of the generators. */
export const TRIVIAL_ROUTE = 'trivial';

/** Exact quantile of response times from the intended start, in milliseconds, under evenly spaced open arrivals. */
export function knownQuantile({ serviceMs, stall }: Behaviour, q: number): number {
  if (stall === null) return quantileOf(serviceMs, q);
  if (serviceMs.kind !== 'constant')
    throw new RangeError('Under stalls only a constant service time is known');
  return stalledQuantile(serviceMs.ms, stall, q);
}

/** docs/methods.md, "The second generator", explains what more connections would measure. */
const MOST_CONNECTIONS_IN_STEP = 5;

/**
 * How many connections of a closed loop produce about this rate, by Little's law. For a constant time, at most five whatever the
 * rate: once a connection has waited behind another, it keeps sending right after it. In the end all send together, and each
 * response waits for those before it.
 */
export function connectionsFor({ serviceMs }: Behaviour, ratePerSec: number): number {
  const byLittle = Math.max(1, Math.round((ratePerSec * meanOf(serviceMs)) / 1000));
  return serviceMs.kind === 'constant' ? Math.min(MOST_CONNECTIONS_IN_STEP, byLittle) : byLittle;
}
