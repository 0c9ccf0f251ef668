/*
 * Every constant that blame depends on, in one place, each with its reason. docs/methods.md explains how they are used. None of them
 * decides whether a target holds.
 */

/** Below half of its capacity a resource rarely has a queue: it is idle. From half on it is busy. */
export const BUSY_UTILIZATION = 0.5;

/**
 * At nine tenths of a single server the mean wait is nine times the service time (M/M/1: rho / (1 - rho)), and small changes in load
 * multiply it.
 */
export const SATURATED_UTILIZATION = 0.9;

/**
 * If one turn of the event loop in a hundred is this late, every request in that turn is late. An idle loop shows the 10 ms of its
 * own timer, and garbage collections take some milliseconds.
 */
export const MAX_EVENT_LOOP_DELAY_P99_MS = 50;

/**
 * The scheduler of a busy machine lets a thread wait for tens of milliseconds. A thread that is later than this was busy with something
 * long, or stopped.
 */
export const LONGEST_WAIT_FOR_A_CORE_MS = 100;

/** With one request waiting for a connection on average, the pool has a lasting queue, not a short burst. */
export const MAX_POOL_WAITING = 1;

/** Backends that run or could run: with one for each core, the next one has to wait. */
export const MAX_RUNNING_BACKENDS_PER_CORE = 1;

/** A share of busy backends' time: if a quarter of it is spent waiting for one thing, that thing is worth a look. */
export const MAX_BACKEND_WAIT_SHARE = 0.25;

/** The backends must also wait for half a second in every second altogether: a quarter of very little time does not matter. */
export const MIN_WAITING_BACKENDS = 0.5;

/** Redis executes one command at a time. A command that takes this long delays every command that arrives meanwhile ... */
export const LONG_CACHE_COMMAND_MS = 10;

/** ... and if such commands run for this share of the time, one request in ten meets one. */
export const MAX_LONG_COMMAND_SHARE = 0.1;

/** A cache that sends no figures in this share of a phase's seconds, while servers report failed lookups, was down or unreachable. */
export const MAX_SILENT_CACHE_SHARE = 0.2;

/** If some task waited for memory for this share of the time, the machine is moving pages instead of working. */
export const MAX_MEMORY_PRESSURE = 0.1;

/** 400 KB/s to or from swap. A few unused pages are swapped out at any time. */
export const MAX_SWAPPED_PAGES_PER_SEC = 100;
