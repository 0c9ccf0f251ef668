/*
 * Every constant that a verdict depends on, in one place. docs/methods.md explains each.
 */

/** Confidence of every interval. Each side misses with at most half of the remaining 5%. */
export const CONFIDENCE = 0.95;

/**
 * The shortest steady phase whose pass is as sure as its interval says. A p95 allows one slow second in twenty; of 74 seconds
 * at least one is slow with 97.5% probability (0.95^74 = 2.2%), and the tables of docs/methods.md agree.
 */
export const SURE_PHASE_SEC = 75;

/**
 * For the statement on which outages a pass rules out: one-sided at 95%, because a two-sided interval at this level has 5% on each side.
 */
export const OUTAGE_CONFIDENCE = 0.9;

/** Response time counts from the intended start. Above this limit, one request in a hundred measures the generator's own delay. */
export const MAX_START_DELAY_P99_MS = 50;

/** If arrivals fall short of the planned rate by more than this share, it is not the load that was promised. */
export const MAX_ARRIVAL_SHORTFALL = 0.01;

/** The time that a failed request counts as when a mean time is to pass: k6 gives up after a minute. */
export const LONGEST_WAIT_MS = 60_000;

/** With more than this many seconds without figures, what happened in them could change a verdict. */
export const MAX_TELEMETRY_GAP_SEC = 2;

/** With less idle CPU than this leaves, generator and system wait for each other, and a delay cannot be attributed to either. */
export const MAX_MACHINE_CPU_UTILIZATION = 0.97;

/** At or above this, a machine that could not hold more users is reported as short of CPU. */
export const BUSY_MACHINE_CPU_UTILIZATION = 0.9;

/** A generator process that uses more than this share of its cores has none left when two responses arrive at once. */
export const MAX_GENERATOR_CPU_SHARE = 0.9;

/** With this share of virtual users busy, one sample a second cannot rule out that all of them were. */
export const MAX_USERS_IN_USE = 0.9;

/**
 * A larger step from one second to the next is not slewing (at most 0.5 ms a second) but a clock that was set. Exports are distinguished by
 * quarters of a second.
 */
export const MAX_CLOCK_STEP_MS = 100;

/**
 * Every user of a closed load should have a connection, which is an open file of its generator. One user in a hundred may be between two
 * connections.
 */
export const MIN_CONNECTIONS_PER_USER = 0.99;

/** Of the test for a trend within a phase: about one steady phase in a hundred shows a trend by chance. */
export const DRIFT_CONFIDENCE = 0.99;

/** A drift of the response time's p95 over a phase matters when it is larger than this share of the median second ... */
export const MAX_RESPONSE_TIME_DRIFT = 0.25;

/** ... and larger than this: from 4 to 6 ms is a large share, but no promise depends on it. */
export const MIN_RESPONSE_TIME_DRIFT_MS = 10;

/** A drift of goodput over a phase matters when it is larger than this share of the median second. */
export const MAX_GOODPUT_DRIFT = 0.05;
