import type { ProofloadError } from '../model/errors.ts';
import { printable } from './printable.mjs';

/** The text of an error for the user: one sentence, its code, and what to do next. */
export function renderFailure(error: ProofloadError): string {
  return `\n  ${printable(error.message)}\n  ${error.code} · ${error.hint}\n`;
}

export function failureAsJson({ code, message, hint }: ProofloadError): object {
  return { schemaVersion: 1, error: { code, message, hint } };
}
