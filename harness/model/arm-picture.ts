import type { EncodedHistogram } from './histogram.ts';
import type { TimeParts } from './summary.ts';

/**
 * What is drawn of one arm: its valid repetitions laid over each other. By second since the beginning of the steady phase; the value of
 * a second is the median over the repetitions, null where none has one.
 */
export type ArmPicture = {
  arm: string;
  /** of all repetitions together, milliseconds from the intended start */
  responseTimeMs: EncodedHistogram | null;
  seconds: {
    offsetSec: number;
    goodputPerSec: number | null;
    responseTimeP50Ms: number | null;
    responseTimeP95Ms: number | null;
    databaseQueriesPerSec: number | null;
    hitRatio: number | null;
  }[];
  /** where the time of a request went, mean over all routes, and the start delay before it; null where it is not known */
  timeParts: (TimeParts & { startDelay: number }) | null;
  /** CPU seconds per 1,000 correct requests, by part: "servers", "postgres", "replicas", "pgbouncer", "redis", "nginx"; the generator left out */
  cpuSecPer1000: Record<string, number>;
};
