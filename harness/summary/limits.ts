/**
 * The generator reports once a second on its own schedule, so at either end of a phase up to half a second's arrivals
 * can end up in the neighbouring second.
 */
export const ARRIVAL_SLACK_SEC = 1;
