import { BucketHistogram } from '../../stats/bucket-histogram.ts';
import { Mean } from '../../summary/mean.ts';
import { lowerIsBetter, type MeasureDefinition, ofSteadyPhase } from './measure.ts';

/** As the primary database itself counts its statements; seconds in which it did not tell are left out. */
export const QUERIES_PER_SEC = ofSteadyPhase(
  lowerIsBetter('databaseQueriesPerSec', 'database queries a second', 'queries/s'),
  ({ seconds }) => {
    const mean = new Mean();
    for (const { queriesPerSec } of seconds) if (queriesPerSec !== null) mean.add(queriesPerSec);
    return mean.value;
  },
);

/** Over the seconds of which both are known. */
export const QUERIES_PER_REQUEST = ofSteadyPhase(
  lowerIsBetter('databaseQueriesPerRequest', 'database queries a request', 'queries'),
  ({ seconds }) => {
    let [queries, requests] = [0, 0];
    for (const { queriesPerSec, outcomes } of seconds) {
      if (queriesPerSec === null || outcomes === null) continue;
      queries += queriesPerSec;
      requests += outcomes.attempted;
    }
    return requests === 0 ? null : queries / requests;
  },
);

/** Execution as the servers saw it, pool wait apart. */
export const QUERY_TIME_MEAN = ofSteadyPhase(
  lowerIsBetter('queryTimeMeanMs', 'mean query time', 'ms'),
  ({ phase, upperBoundsMs }) => BucketHistogram.fromIncrease(upperBoundsMs, phase.queryTimeMs).mean,
);

/** Interpolated within its bucket. */
export const QUERY_TIME_P95 = ofSteadyPhase(
  lowerIsBetter('queryTimeP95Ms', 'p95 query time', 'ms'),
  ({ phase, upperBoundsMs }) =>
    BucketHistogram.fromIncrease(upperBoundsMs, phase.queryTimeMs).quantile(0.95)?.value ?? null,
);

/** Nothing at all in a pool that is large enough, so compared by differences. */
export const POOL_WAIT_MEAN = ofSteadyPhase(
  {
    name: 'poolWaitMeanMs',
    label: 'mean wait for a connection',
    unit: 'ms',
    better: 'lower',
    scale: 'difference',
  },
  ({ phase, upperBoundsMs }) => BucketHistogram.fromIncrease(upperBoundsMs, phase.poolWaitMs).mean,
);

/** Of the primary. */
export const DATABASE_CPU = ofSteadyPhase(
  lowerIsBetter('databaseCpuCores', 'database CPU', 'cores'),
  ({ phase }) => phase.resources.database?.cpuCores ?? null,
);

export const STATEMENT_PREFIX = 'statementMeanMs:';

/** Mean execution time of one statement, as the servers saw it; null where it was not executed. */
export function statementMean(statement: string): MeasureDefinition {
  return ofSteadyPhase(
    lowerIsBetter(`${STATEMENT_PREFIX}${statement}`, `mean time of the statement ${statement}`, 'ms'),
    ({ phase }) => {
      const time = phase.statementTimes.find((each) => each.statement === statement);
      return time === undefined || time.count === 0 ? null : time.totalMs / time.count;
    },
  );
}
