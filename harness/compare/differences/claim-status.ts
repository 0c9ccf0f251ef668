import type { ClaimStatus } from '../../model/comparison.ts';
import type { Side } from '../../verdict/decide.ts';

/** What a claim is when the whole interval keeps its bound, breaks it, or neither. */
export const CLAIM_STATUS: Record<Side, ClaimStatus> = {
  kept: 'supported',
  broken: 'refuted',
  open: 'not-settled',
};
