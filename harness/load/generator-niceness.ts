/**
 * A generator gets the CPU before the system that it loads, since on a machine of its own it would not have to wait either. CPU time
 * that the system lacks shows in the system's figures. k6 limits itself to some of the cores and leaves the others (docs/adr/0055).
 */
export const GENERATOR_NICENESS = -10;
