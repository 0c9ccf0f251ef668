/**
 * A generator gets the CPU before the system that it loads: on a machine of its own it would not wait for it either. What the
 * system then lacks shows in its own figures. k6 limits itself to a part of the cores, and leaves the others (docs/adr/0055).
 */
export const GENERATOR_NICENESS = -10;
