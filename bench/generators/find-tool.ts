import { execFile } from 'node:child_process';
import { delimiter, dirname, resolve } from 'node:path';
import { ProofloadError } from '../../harness/model/errors.ts';
import { type Environment, obstacleTo, onPath } from '../../harness/system/programs/programs.ts';
import type { Found } from './tool.ts';

const VERSION_TIMEOUT_MS = 20_000;

/** Programs that a tool may need next to itself: a script of Node or Python names its interpreter. */
export function toolPath(env: Environment): string {
  return [dirname(process.execPath), env.PATH ?? ''].join(delimiter);
}

/**
 * Finds a program by its variable, else on PATH.
 * @param version how to ask for its version; its first group is the version
 * @returns null if it is not installed
 * @throws ProofloadError PROGRAM_MISSING if the variable names something that cannot be run
 */
export async function findTool(
  name: string,
  variable: string,
  version: { args: string[]; pattern: RegExp },
  env: Environment,
): Promise<Found | null> {
  const path = await pathOf(name, variable, env);
  if (path === null) return null;
  const said = await outputOf(path, version.args, env);
  return { path, version: version.pattern.exec(said)?.[1] ?? 'of unknown version' };
}

async function pathOf(name: string, variable: string, env: Environment): Promise<string | null> {
  const given = env[variable];
  if (given) {
    const obstacle = await obstacleTo(given);
    if (obstacle === null) return resolve(given);
    throw new ProofloadError(
      'PROGRAM_MISSING',
      `${variable} names ${given}, which ${obstacle}.`,
      `Point ${variable} to ${name}, or unset it.`,
    );
  }
  for (const { path } of onPath(env, [name], [])) if ((await obstacleTo(path)) === null) return path;
  return null;
}

/** wrk2 ends with an error after it has printed its version, so the exit code says nothing. */
function outputOf(path: string, args: string[], env: Environment): Promise<string> {
  const options = { timeout: VERSION_TIMEOUT_MS, env: { PATH: toolPath(env), LC_ALL: 'C' } };
  return new Promise((settle) => {
    execFile(path, args, options, (_error, stdout, stderr) => settle(`${stdout}\n${stderr}`));
  });
}
