/*
 * Every constant that the decision about a change depends on. docs/methods.md, "The gate", explains each.
 */

/** Of gates in which nothing became worse, at most this share fails, whatever the number of figures. */
export const FALSE_ALARM_RATE = 0.01;

/** A second look is as long as the first. */
export const LOOKS = 2;

/** A baseline of fewer runs does not show how much runs differ. */
export const LEAST_BASELINES = 4;

/** The bound that this share of gates without a change can rule out is the machine's noise floor. */
export const FLOOR_POWER = 0.9;
