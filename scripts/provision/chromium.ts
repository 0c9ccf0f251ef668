import { delimiter, join } from 'node:path';
import { ProofloadError } from '../../harness/model/errors.ts';
import { installAdvice } from '../../harness/system/programs/install-command.ts';
import { type Environment, obstacleTo } from '../../harness/system/programs/programs.ts';

/** The headless shell first: it has no windows to draw, and takes less than half of the CPU time. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/**
 * Finds the browser in which tests open reports: CHROMIUM_BIN, or one on PATH.
 * @throws ProofloadError PROGRAM_MISSING
 */
export async function findChromium(env: Environment): Promise<string> {
  const given = env.CHROMIUM_BIN;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = given ? [given] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const path of candidates) if ((await obstacleTo(path)) === null) return path;
  throw new ProofloadError(
    'PROGRAM_MISSING',
    given ? `CHROMIUM_BIN names ${given}, which is not an executable program.` : 'Chromium was not found.',
    `${installAdvice('chromium', env)}, or point CHROMIUM_BIN to a Chromium or Chrome.`,
  );
}
