/*
 * Every constant that a calibration depends on. docs/methods.md, "Calibration", says more.
 */

/** A time is right if it is no further from the known one than this share of it, ... */
export const TIME_TOLERANCE_RATIO = 0.03;
/** ... or than this, whichever is larger. */
export const LEAST_TIME_TOLERANCE_MS = 1;

export const CONFIDENCE = 0.95;

/** If other programs use more of the machine than this on average, the cause of a deviation cannot be determined. */
export const MAX_OTHERS_MEAN = 0.1;
/** The same in a single second: in a load of ten seconds, one bad second decides the p95. */
export const MAX_OTHERS_SECOND = 0.3;
/** Other programs can delay requests that start up to this long after their second: twice the start delay that a verdict allows. */
export const RECOVERY_MS = 100;

/** A load is measured at most this many times, until one attempt was not disturbed; ... */
export const MAX_ATTEMPTS = 3;
/** ... and all repetitions together take at most this share of the planned time, so that it ends even on a machine that is never quiet. */
export const MAX_REPEATED_SHARE = 1 / 3;

/**
 * With a longer start delay than this at the p99, the generator alone makes times near 100 ms wrong. An idle Go runtime wakes up
 * on whole milliseconds, so even at low rates k6 starts requests up to 1 ms late.
 */
export const MAX_PUNCTUAL_START_DELAY_P99_MS = 3;

/** The shares of the requests at which every curve of a distribution has a value. */
export const CURVE_SHARES: readonly number[] = [
  ...Array.from({ length: 99 }, (_, i) => (i + 1) / 100),
  0.995,
  0.999,
];
