import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { projectNode } from './install.mjs';

const SAME_KEYPRESS_MS = 300;
const PARENT_CHECK_EVERY_MS = 500;

/**
 * Runs a program of the project on the project's Node until it ends.
 *
 * The program gets its own process group, so that Ctrl-C reaches it once, from here; otherwise npm would pass on a signal that the
 * terminal has already sent to every process. The program decides how to react. Its channel to this process closes when this process
 * dies, which harness/program/parent-watch.ts notices.
 * @param {object} options
 * @param {string} options.root the checkout
 * @param {string[]} options.args the program's file in the checkout and its arguments
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.cwd where it runs
 * @returns {Promise<number>} the program's exit code, or 128 plus the signal's number when a signal ended it
 */
export function launch({ root, args: [file = '', ...args], env, cwd }) {
  return new Promise((resolve, reject) => {
    const child = spawn(projectNode(root), [join(root, file), ...args], {
      cwd,
      env: { ...env, PATH: [join(root, 'node_modules', '.bin'), env.PATH].join(delimiter) },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      detached: true,
    });
    const forward = oncePerKeypress((signal) => child.kill(signal));
    process.on('SIGINT', () => forward('SIGINT'));
    process.on('SIGTERM', () => forward('SIGTERM'));
    process.on('SIGHUP', () => forward('SIGTERM'));
    if (env.npm_lifecycle_event !== undefined) whenParentChanges(() => forward('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/**
 * The folder to run in. npm runs a script in the folder of its package and passes the folder that it was called in (INIT_CWD). That
 * folder is used only for scripts of this package: a script of another package may have called us from a folder on purpose.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root the checkout
 */
export function standpoint({ INIT_CWD, npm_package_json: packageFile }, root) {
  const isOurScript = packageFile !== undefined && sameFile(packageFile, join(root, 'package.json'));
  return isOurScript && INIT_CWD ? INIT_CWD : process.cwd();
}

/**
 * @param {string} one
 * @param {string} other
 */
function sameFile(one, other) {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

/**
 * @param {(signal: NodeJS.Signals) => void} act
 * @param {() => number} clock gives milliseconds
 * @returns {(signal: NodeJS.Signals) => void} acts only on the first of several signals within SAME_KEYPRESS_MS
 */
export function oncePerKeypress(act, clock = () => performance.now()) {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (signal) => {
    const nowMs = clock();
    if (nowMs - lastMs < SAME_KEYPRESS_MS) return;
    lastMs = nowMs;
    act(signal);
  };
}

/** @param {() => void} act called once, when the npm that called us was killed and could not pass a signal on */
function whenParentChanges(act) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, PARENT_CHECK_EVERY_MS);
  timer.unref();
}
