import { ProofloadError } from '../../model/errors.ts';
import type { LeftOut } from '../../model/plan.ts';

export const NOT_A_READ = 'it may change data: only GET and HEAD are converted unless writes are asked for';

/** Whether a request only reads, by the meaning of its method. */
export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** @param leftOut every operation, with its reason */
export function nothingLeft(leftOut: readonly LeftOut[]): ProofloadError {
  const [first] = leftOut;
  const reason = first === undefined ? 'it has no operation' : `for example ${first.name}: ${first.reason}`;
  return new ProofloadError(
    'NOTHING_TO_SEND',
    `No operation is left that could be sent (${reason}).`,
    'Ask for writes with --writes, or give a description or recording with other operations.',
  );
}
