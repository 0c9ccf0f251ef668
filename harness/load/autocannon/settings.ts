import type { EncodedHistogram } from '../../model/histogram.ts';

/** What the worker process is told, as JSON. */
export type WorkerSettings = {
  url: string;
  connections: number;
  /** connections begin evenly spread over this; 0: all at once */
  startedOverMs: number;
  /** not counted */
  warmUpMs: number;
  durationMs: number;
};

/**
 * What it saw between `fromMs` and `untilMs` (epoch milliseconds). `failed`: answered with anything but 2xx. `errors`: not
 * answered at all, over its whole life.
 */
export type WorkerResult = {
  fromMs: number;
  untilMs: number;
  responses: number;
  failed: number;
  errors: number;
  serviceTimeMs: EncodedHistogram;
};
