import { ProofloadError } from '../model/errors.ts';

/**
 * What a person reads when something went wrong: one sentence, its code, and what to do next.
 * Anything that is not a ProofloadError is a defect of ours and says so.
 */
export function asProofloadError(error: unknown): ProofloadError {
  if (error instanceof ProofloadError) return error;
  const technical = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ProofloadError(
    'INTERNAL',
    `Proofload itself failed: ${error instanceof Error ? error.message : String(error)}`,
    `This is a defect of Proofload. Please report it with these lines:\n${technical}`,
    { cause: error },
  );
}

export function renderFailure(error: ProofloadError): string {
  return `\n  ${error.message}\n  ${error.code} · ${error.hint}\n`;
}

export function failureAsJson({ code, message, hint }: ProofloadError): string {
  return `${JSON.stringify({ schemaVersion: 1, error: { code, message, hint } })}\n`;
}
