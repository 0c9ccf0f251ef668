/**
 * The generator reports once a second on a clock of its own, so at either end of a phase up to half a second's arrivals
 * can fall to the neighbouring second.
 */
export const ARRIVAL_SLACK_SEC = 1;
