import { ProofloadError } from '../model/errors.ts';
import { systemFailure } from '../model/system-failure.ts';
import { printable } from './printable.mjs';

/**
 * What a person reads when something went wrong: one sentence, its code, and what to do next. What the operating system refuses is
 * for the person to change; anything else that is not a ProofloadError is a defect of ours.
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
    `This is a defect of Proofload. Please report it with these lines:\n${technical}`,
    { cause: error },
  );
}

export function renderFailure(error: ProofloadError): string {
  return `\n  ${printable(error.message)}\n  ${error.code} · ${error.hint}\n`;
}

export function failureAsJson({ code, message, hint }: ProofloadError): object {
  return { schemaVersion: 1, error: { code, message, hint } };
}
