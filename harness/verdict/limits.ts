/*
 * Every constant that a verdict depends on, in one place. docs/methods.md says more about each.
 */

/** Of every interval. Both sides miss with at most half of what is left. */
export const CONFIDENCE = 0.95;

/**
 * The shortest steady phase from which a pass is as sure as it says. One second in twenty may be slow before a p95 is; of 74 seconds
 * at least one is, with 97.5% probability (0.95^74 = 2.2%), and the tables of docs/methods.md agree.
 */
export const SURE_PHASE_SEC = 75;

/** Of the statement which outages a pass rules out: one-sided at 95%, as a two-sided interval at this level is on each side. */
export const OUTAGE_CONFIDENCE = 0.9;

/** A response time counts from the intended start. Above this, one request in a hundred measures the generator's own delay. */
export const MAX_START_DELAY_P99_MS = 50;

/** An open load that arrives more thinly than this share below its rate is not the load that was promised. */
export const MAX_ARRIVAL_SHORTFALL = 0.01;

/** What a failed request counts for in a mean time that is to pass: k6 gives up after a minute. */
export const LONGEST_WAIT_MS = 60_000;

/** More than this many seconds without figures, and what happened in them could change a verdict. */
export const MAX_TELEMETRY_GAP_SEC = 2;

/** With less of the machine idle than this leaves, generator and system wait for each other, and delay has no owner. */
export const MAX_MACHINE_CPU_UTILIZATION = 0.97;

/** At or above this, a machine that could not hold more users is said to be short of CPU. */
export const BUSY_MACHINE_CPU_UTILIZATION = 0.9;

/** A generator process that uses more than this share of its cores has none left when two answers come at once. */
export const MAX_GENERATOR_CPU_SHARE = 0.9;

/** At this share of virtual users busy, one look a second cannot rule out that all were. */
export const MAX_USERS_IN_USE = 0.9;

/**
 * More than this between two seconds is no slewing (at most 0.5 ms a second) but a clock that was set. Exports are told apart by
 * quarters of a second.
 */
export const MAX_CLOCK_STEP_MS = 100;

/** Every user of a closed load should have a connection, which is an open file of its generator; one user in a hundred may be between two. */
export const MIN_CONNECTIONS_PER_USER = 0.99;

/** Of the test for a trend within a phase: in a hundred steady phases about one shows a trend by chance. */
export const DRIFT_CONFIDENCE = 0.99;

/** A drift of the response time's p95 over a phase matters when it is larger than this share of the median second ... */
export const MAX_RESPONSE_TIME_DRIFT = 0.25;

/** ... and than this: from 4 to 6 ms is a large share, and no promise depends on it. */
export const MIN_RESPONSE_TIME_DRIFT_MS = 10;

/** A drift of goodput over a phase that matters, as a share of the median second. */
export const MAX_GOODPUT_DRIFT = 0.05;
