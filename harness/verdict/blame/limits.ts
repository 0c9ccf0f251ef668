/*
 * Every constant that blame depends on, in one place, each with its reason. docs/methods.md says how they are used. None of them
 * decides whether a target holds.
 */

/** Below half of what there is, a queue is the exception: that is idle, above it busy. */
export const BUSY_UTILIZATION = 0.5;

/**
 * At nine tenths of a single server the mean wait is nine times the service (M/M/1: rho / (1 - rho)), and small changes of the load
 * change it by factors.
 */
export const SATURATED_UTILIZATION = 0.9;

/**
 * An event loop that is this late, in one turn of a hundred, is late for everyone in that turn. An idle one shows the 10 ms of its
 * own timer, and garbage collections take some milliseconds.
 */
export const MAX_EVENT_LOOP_DELAY_P99_MS = 50;

/** The scheduler of a busy machine lets a thread wait for tens of milliseconds; who is later than this was busy with something long, or stopped. */
export const LONGEST_WAIT_FOR_A_CORE_MS = 100;

/** A whole request waiting for a connection at every moment: the pool has a queue, not a moment of bad luck. */
export const MAX_POOL_WAITING = 1;

/** Backends that run, or could: with one for each core, the next one waits for a core. */
export const MAX_RUNNING_BACKENDS_PER_CORE = 1;

/** Of the time of busy backends: when a quarter of it is spent waiting for one thing, that thing is worth a look. */
export const MAX_BACKEND_WAIT_SHARE = 0.25;

/** And as much in sum: half a second of waiting in every second. A quarter of nearly nothing is nothing. */
export const MIN_WAITING_BACKENDS = 0.5;

/** Redis executes one command at a time. One that lasts this long holds up whatever came while it ran ... */
export const LONG_CACHE_COMMAND_MS = 10;

/** ... and with such commands for this share of the time, one request in ten meets one. */
export const MAX_LONG_COMMAND_SHARE = 0.1;

/** A cache that does not tell how it is, in so many seconds of a phase, while servers report failed lookups, was not there. */
export const MAX_SILENT_CACHE_SHARE = 0.2;

/** Some task waited for memory for this share of the time: the machine is moving pages instead of working. */
export const MAX_MEMORY_PRESSURE = 0.1;

/** 400 KB/s to or from swap. A few pages that nobody needs go there at any time. */
export const MAX_SWAPPED_PAGES_PER_SEC = 100;
