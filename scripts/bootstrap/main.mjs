import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureAsJson, renderFailure } from '../../harness/program/failure.mjs';
import { printableJson, printableLines } from '../../harness/program/printable.mjs';
import { SetUpFailure } from './failure.mjs';
import { installPackages } from './install.mjs';
import { launch, standpoint } from './launch.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * @param {string[]} args the program's file and its arguments
 * @returns {Promise<void>} sets the exit code of this process
 */
export async function main(args) {
  try {
    if (process.platform === 'win32')
      throw new SetUpFailure('SETUP_FAILED', 'Proofload runs on Linux and macOS.', 'On Windows, use WSL.');
    await installUnlessInterrupted();
    process.exitCode = await launch({
      root: ROOT,
      args,
      env: process.env,
      cwd: standpoint(process.env, ROOT),
    });
  } catch (error) {
    const failure = asFailure(error);
    if (args.includes('--json')) console.log(printableJson(failureAsJson(failure)));
    else log(renderFailure(failure));
    process.exitCode = failure.exitCode;
  }
}

/**
 * Logs to standard error: standard output belongs to the program, which may print JSON.
 * @param {string} line
 */
function log(line) {
  console.error(printableLines(line));
}

async function installUnlessInterrupted() {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, interrupt);
  await installPackages({ root: ROOT, env: process.env, log, signal: interruption.signal });
  for (const signal of signals) process.off(signal, interrupt);
}

/**
 * @param {unknown} error
 * @returns {SetUpFailure}
 */
function asFailure(error) {
  if (error instanceof SetUpFailure) return error;
  if (error instanceof Error && error.name === 'AbortError')
    return new SetUpFailure('INTERRUPTED', 'Set-up was interrupted.', 'Run the command again.');
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === undefined || path === undefined) throw error;
  return new SetUpFailure(
    'SETUP_FAILED',
    `${path} cannot be used (${code}).`,
    'Set-up writes into the checkout: it needs write access and free space.',
  );
}
