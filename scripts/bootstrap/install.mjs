import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetUpFailure } from './failure.mjs';
import { LOCK_FILE, withLock } from './lock.mjs';
import { announced } from './step.mjs';
import { runTethered } from './tethered.mjs';

/** @param {string} root the checkout */
export function projectNode(root) {
  return join(root, 'node_modules', 'node', 'bin', 'node');
}

/**
 * Installs the npm packages unless all those of package-lock.json are already installed.
 * @param {object} options
 * @param {string} options.root the checkout
 * @param {NodeJS.ProcessEnv} options.env
 * @param {(line: string) => void} options.log
 * @param {AbortSignal} options.signal ends the installation with an AbortError
 */
export async function installPackages({ root, env, log, signal }) {
  if (missingPackage(root) === null) return;
  await withLock({ lockFile: join(root, '.tools', LOCK_FILE), log, signal }, async (noteGroup) => {
    if (missingPackage(root) === null) return;
    const texts = {
      doing: 'npm packages and Node 24 (npm ci), about 20 s',
      done: 'npm packages and Node 24',
    };
    await announced({ log, ...texts }, () => npmCi({ root, env, signal, onStart: noteGroup }));
  });
}

/**
 * npm writes node_modules/.package-lock.json at the very end of an installation, after every install script, and
 * `npm ci` deletes it first. So an interrupted installation has none, and one from another lock file has a different one.
 * @param {string} root the checkout
 * @returns {string | null} the first package that is missing or differs from the locked one; null when nothing is missing
 */
export function missingPackage(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || (installed[path] === undefined && !isForThisMachine(entry))) continue;
    if (installed[path]?.integrity !== entry.integrity) return path;
  }
  return existsSync(projectNode(root)) ? null : 'node';
}

/**
 * @typedef {{ integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} PackageEntry
 */

/**
 * @param {string} lockFile
 * @returns {Record<string, PackageEntry>}
 */
function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {};
    throw error;
  }
}

/**
 * npm silently leaves out an optional package when it is for another machine, but also when its download fails. This tells them apart.
 * @param {PackageEntry} entry
 */
function isForThisMachine({ optional, os, cpu, libc }) {
  if (!optional) return true;
  return libc === undefined && os?.includes(process.platform) && cpu?.includes(process.arch);
}

/**
 * @param {{ root: string, env: NodeJS.ProcessEnv, signal: AbortSignal, onStart: (group: number) => void }} options
 */
async function npmCi({ root, env, signal, onStart }) {
  // npm would empty the folder that a link names, which is another checkout's.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    throw new SetUpFailure(
      'SETUP_FAILED',
      `npm packages are missing (${missingPackage(root)}), and node_modules is a link to a folder of another checkout, which is left as it is.`,
      'Remove the link (`rm node_modules`), and run the command again: it installs them here.',
    );
  // The npm settings of this machine must not leave out what we need: Node itself is a development dependency.
  const options = ['--include=dev', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'];
  const { exitCode, output } = await runTethered('npm', ['ci', ...options], {
    cwd: root,
    env,
    onStart,
    signal,
  });
  signal.throwIfAborted();
  if (exitCode === 127)
    throw new SetUpFailure('PROGRAM_MISSING', 'npm was not found on PATH.', 'Install Node with npm.');
  if (exitCode !== 0) throw npmFailure(output);
  const missing = missingPackage(root);
  if (missing !== null)
    throw new SetUpFailure(
      'SETUP_FAILED',
      `npm ci succeeded but did not install ${missing}.`,
      'Check `npm config ls` for a setting that skips packages or install scripts, then run the command again.',
    );
}

/** @param {string} output what npm printed */
function npmFailure(output) {
  const lastLines = output.trim().split('\n').slice(-12).join('\n    ');
  const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output);
  return unreachable
    ? new SetUpFailure(
        'SETUP_FAILED',
        'The npm packages could not be installed, because the npm registry does not answer.',
        `Set-up needs the network once (\`npm ping\` tests it). npm said:\n    ${lastLines}`,
      )
    : new SetUpFailure(
        'SETUP_FAILED',
        'The npm packages could not be installed.',
        `npm ci said:\n    ${lastLines}`,
      );
}
