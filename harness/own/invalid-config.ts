import { ProofloadError } from '../model/errors.ts';

/** What to do about a secret that stands in a config. */
export const SECRET_HINT = `Put the secret into an environment variable and write '\${NAME}' in its place.`;

/** What stands in the place of a config file, if options say it all. */
export const COMMAND_LINE = 'the command line';

/**
 * The error of a config that cannot be used. Nothing was started.
 * @param where the file, or COMMAND_LINE
 * @param reason completes the sentence "x cannot be used: ..."
 */
export function invalidConfig(
  where: string,
  reason: string,
  hint = 'docs/own-system.md says what each field means. Nothing was started.',
): ProofloadError {
  const subject = where === COMMAND_LINE ? 'The command line' : where;
  return new ProofloadError('CONFIG_INVALID', `${subject} cannot be used: ${reason}.`, hint);
}
