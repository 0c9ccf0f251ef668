import * as extension from 'k6/x/proofload';

export type { Shared } from 'k6/x/proofload';

/** Bound once here: k6 resolves an imported name on every use, which costs more than most of these calls. */
export const { ask, draw, eachArrival, eachTurn, elapsedMs, seed, send, shared, system, userNumber, visit } =
  extension;
