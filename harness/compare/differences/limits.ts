/*
 * Every constant that a comparison depends on, except the confidence, which it shares with verdicts. docs/methods.md explains them.
 */

/** With three pairs the interval at 95% reaches 2.5 deviations of a pair to either side, and a rank test can show nothing. */
export const LEAST_PAIRS = 4;

/**
 * Values of runs are taken to be no finer than a thousandth: the standard deviation between pairs counts as at least that share of them. So
 * a few pairs that agree to the last digit do not make a difference certain, and one of less than about a thousandth is never called real.
 */
export const RESOLUTION = 0.001;

/** An interval that reaches this factor to either side of its estimate is uninformative. */
export const UNINFORMATIVE_FACTOR = 2;

/** The same for a difference of shares. */
export const UNINFORMATIVE_SHARE = 0.1;

/** An interval wholly within this factor of "no difference" is settled: any difference is too small to be worth more repetitions. */
export const IMMATERIAL_FACTOR = 1.05;

/** The same for a difference of shares. */
export const IMMATERIAL_SHARE = 0.01;
