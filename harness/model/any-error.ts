import { ProofloadError } from './errors.ts';
import { systemFailure } from './system-failure.ts';

/**
 * Turns any error into one that people can read. What the operating system refuses is for the user to fix. Anything else that is not
 * a ProofloadError is a bug in Proofload.
 */
export function asProofloadError(error: unknown): ProofloadError {
  return error instanceof ProofloadError ? error : (systemFailure(error) ?? defect(error));
}

/** The error for anything unexpected. */
export function defect(error: unknown): ProofloadError {
  const technical = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ProofloadError(
    'INTERNAL',
    `Proofload itself failed: ${error instanceof Error ? error.message : String(error)}`,
    `This is a bug in Proofload. Please report it with these lines:\n${technical}`,
    { cause: error },
  );
}
