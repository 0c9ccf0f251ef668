import * as extension from 'k6/x/proofload';

export type { Shared } from 'k6/x/proofload';

/** Bound here once: k6 looks an imported name up anew each time it is used, and that costs more than most of these calls. */
export const { ask, draw, eachArrival, eachTurn, seed, send, shared, system, userNumber, visit } = extension;
