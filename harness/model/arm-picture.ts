import type { EncodedHistogram } from './histogram.ts';
import type { TimeParts } from './summary.ts';

/**
 * What reports draw for one arm: its valid repetitions combined, by second since the beginning of the steady phase. The value of
 * a second is the median over the repetitions, null if none has a value.
 */
export type ArmPicture = {
  arm: string;
  /** all repetitions together, in milliseconds from the intended start */
  responseTimeMs: EncodedHistogram | null;
  seconds: {
    offsetSec: number;
    goodputPerSec: number | null;
    responseTimeP50Ms: number | null;
    responseTimeP95Ms: number | null;
    databaseQueriesPerSec: number | null;
    hitRatio: number | null;
  }[];
  /** where the time of a request went, mean over all routes, and the start delay before it; null if unknown */
  timeParts: (TimeParts & { startDelay: number }) | null;
  /**
   * CPU seconds per 1,000 correct requests, by part: "servers", "postgres", "replicas", "pgbouncer", "redis", "object-store",
   * "nginx"; without the generator
   */
  cpuSecPer1000: Record<string, number>;
};
