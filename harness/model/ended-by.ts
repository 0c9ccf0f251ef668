import Type from 'typebox';
import { asProofloadError } from './any-error.ts';
import { ERROR_CODES, type ErrorCode, EXIT, type ExitCode } from './errors.ts';

/** Why something ended early: its error, as files keep it. */
export const EndedBy = Type.Object(
  {
    code: Type.String({ description: 'docs/errors.md lists them' }),
    message: Type.String({ description: 'one sentence' }),
    hint: Type.String({ description: 'what to do next' }),
  },
  { description: 'the error that ended it early; left out: none, or an older Proofload did not record it' },
);
export type EndedBy = Type.Static<typeof EndedBy>;

export function endedBy(failure: unknown): EndedBy {
  const { code, message, hint } = asProofloadError(failure);
  return { code, message, hint };
}

/** A code that this Proofload does not know counts as invalid. */
export function exitCodeOf({ code }: EndedBy): ExitCode {
  return Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code as ErrorCode] : EXIT.invalid;
}
