import { ProofloadError } from './errors.ts';
import { systemFailure } from './system-failure.ts';

/**
 * Any error, as one that a person can read. What the operating system refuses is for the person to change; anything else that is not a
 * ProofloadError is a defect of ours.
 */
export function asProofloadError(error: unknown): ProofloadError {
  return error instanceof ProofloadError ? error : (systemFailure(error) ?? defect(error));
}

/** The error of what nobody foresaw. */
export function defect(error: unknown): ProofloadError {
  const technical = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ProofloadError(
    'INTERNAL',
    `Proofload itself failed: ${error instanceof Error ? error.message : String(error)}`,
    `This is a bug in Proofload. Please report it with these lines:\n${technical}`,
    { cause: error },
  );
}
