/*
 * Every constant that the decision about a change depends on. docs/methods.md, "The gate", explains each.
 */

/** Of gates in which nothing became worse, at most this share fails, whatever the number of figures. */
export const FALSE_ALARM_RATE = 0.01;

/** A second look is as long as the first. */
export const LOOKS = 2;

/**
 * Without enough pairs that can be trusted, the head is suspected of being the cause if chance would lose so many more of its runs in less than this share of
 * cases. With eight pairs that holds up 4% of the gates on a machine that is merely noisy.
 */
export const HEAD_SUSPECTED_BELOW = 0.1;

/** A baseline of fewer runs does not show how much runs differ. */
export const LEAST_BASELINES = 4;

/** The bound that this share of gates without a change can rule out is the machine's noise floor. */
export const FLOOR_POWER = 0.9;
