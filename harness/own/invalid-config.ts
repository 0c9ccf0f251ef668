import { ProofloadError } from '../model/errors.ts';

/** What to do about a secret that stands in a config. */
export const SECRET_HINT = `Put the secret into an environment variable and write '\${NAME}' in its place.`;

/**
 * The error of a config that cannot be used. Nothing was started.
 * @param where the file, or "the command line"
 * @param reason completes the sentence "x cannot be used: ..."
 */
export function invalidConfig(
  where: string,
  reason: string,
  hint = 'docs/own-system.md says what each field means. Nothing was started.',
): ProofloadError {
  return new ProofloadError('CONFIG_INVALID', `${where} cannot be used: ${reason}.`, hint);
}
