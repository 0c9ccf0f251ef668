/*
 * Every constant that a comparison depends on, in one place, beside the confidence, which is that of verdicts. docs/methods.md says more.
 */

/** With three pairs the interval at 95% reaches 2.5 deviations of a pair to either side, and a rank test can show nothing. */
export const LEAST_PAIRS = 4;

/**
 * Values of runs are not believed to be finer than a thousandth: the standard deviation between pairs counts as at least that part of them. So a few
 * pairs that agree to the last digit make no difference certain, and one of less than about a thousandth is never called real.
 */
export const RESOLUTION = 0.001;

/** An arm that answered this share of the requests that were offered carried them all: it says nothing of how many more it could. */
export const CARRIED_ALL_SHARE = 0.98;

/** An interval that reaches this factor to either side of its estimate says nothing. */
export const UNINFORMATIVE_FACTOR = 2;

/** The same for a difference of shares. */
export const UNINFORMATIVE_SHARE = 0.1;

/** An interval wholly within this factor of no difference is as good as none: nothing is gained by more repetitions. */
export const IMMATERIAL_FACTOR = 1.05;

/** The same for a difference of shares. */
export const IMMATERIAL_SHARE = 0.01;
