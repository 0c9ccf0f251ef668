import { SortedSample } from '../../stats/sorted-sample.ts';
import { responseTimesOf } from '../../summary/merge.ts';
import { lowerIsBetter, type MeasureDefinition, ofSteadyPhase } from './measure.ts';

/**
 * From the intended start; null where that is not derivable. A request that failed is endlessly late, as in a verdict: where so many failed
 * that the quantile is among them, there is no time to compare.
 */
function responseTime(name: string, label: string, q: number): MeasureDefinition {
  return ofSteadyPhase(lowerIsBetter(name, label, 'ms'), ({ phase }) => {
    if (phase.responseTimeMs === null) return null;
    const value = responseTimesOf([phase]).all.quantile(q)?.value ?? null;
    return value === Number.POSITIVE_INFINITY ? null : value;
  });
}

export const RESPONSE_TIMES = [
  responseTime('responseTimeP50Ms', 'median response time', 0.5),
  responseTime('responseTimeP95Ms', 'p95 response time', 0.95),
  responseTime('responseTimeP99Ms', 'p99 response time', 0.99),
];

/** The median second, as in a verdict. */
export const GOODPUT = ofSteadyPhase(
  {
    name: 'goodputPerSec',
    label: 'correct responses a second',
    unit: 'requests/s',
    better: 'higher',
    scale: 'ratio',
  },
  ({ phase }) => new SortedSample(phase.goodputPerSec).median(),
);

/** Of correct and failed responses; a refusal is neither, and a request that was never answered has failed. */
export const FAILURE_RATIO = ofSteadyPhase(
  {
    name: 'failureRatio',
    label: 'share of failed responses',
    unit: 'ratio',
    better: 'lower',
    scale: 'difference',
  },
  ({ phase: { outcomes } }) => {
    const failed = outcomes.failed + outcomes.owed;
    const due = outcomes.correct + failed;
    return due === 0 ? null : failed / due;
  },
);

/** Of content, sessions left out. A lookup that ended in an error counts like a miss. */
export const HIT_RATIO = ofSteadyPhase(
  { name: 'hitRatio', label: 'cache hit ratio', unit: 'ratio', better: 'higher', scale: 'difference' },
  ({ phase }) => {
    let [hits, lookups] = [0, 0];
    for (const { hit, miss, error } of Object.values(phase.cacheByFamily)) {
      hits += hit;
      lookups += hit + miss + error;
    }
    return lookups === 0 ? null : hits / lookups;
  },
);

/** The most that Redis held, all of its nodes together. */
export const CACHE_MEMORY = ofSteadyPhase(
  lowerIsBetter('cacheMemoryMb', 'cache memory', 'MB'),
  ({ phase }) => {
    const bytes = phase.resources.cache?.usedMemoryMaxBytes;
    return bytes == null ? null : bytes / 1e6;
  },
);
