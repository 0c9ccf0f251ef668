import type { EncodedHistogram } from '../../model/histogram.ts';

/** The settings of the worker process, passed as JSON. */
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
 * What it measured between `fromMs` and `untilMs` (epoch milliseconds). `failed`: answered with anything but 2xx. `errors`: not
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
