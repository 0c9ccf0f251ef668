/*
 * Every constant that a verdict depends on, in one place. docs/methods.md says more about each.
 */

/** Of every interval. Both sides miss with at most half of what is left. */
export const CONFIDENCE = 0.95;

/** A response time counts from the intended start. Above this, one request in a hundred measures the generator's own delay. */
export const MAX_START_DELAY_P99_MS = 50;

/** An open load that arrives more thinly than this share below its rate is not the load that was promised. */
export const MAX_ARRIVAL_SHORTFALL = 0.01;

/**
 * The generator reports once a second on a clock of its own, so at either end of a phase up to half a second's arrivals
 * can fall to the neighbouring second.
 */
export const ARRIVAL_SLACK_SEC = 1;

/** More than this many seconds without figures, and what happened in them could change a verdict. */
export const MAX_TELEMETRY_GAP_SEC = 2;

/** With less of the machine idle than this leaves, generator and system wait for each other, and delay has no owner. */
export const MAX_MACHINE_CPU_UTILIZATION = 0.97;

/** At or above this, a machine that could not hold more users is said to be short of CPU. */
export const BUSY_MACHINE_CPU_UTILIZATION = 0.9;
