import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { projectNode } from './install.mjs';

const SAME_KEYPRESS_MS = 300;
const PARENT_CHECK_EVERY_MS = 500;

/**
 * Runs a program of the project on the project's Node until it ends.
 *
 * It gets a process group of its own, so that Ctrl-C reaches it once, from here: npm passes on the signal that the
 * terminal has sent to everybody already. It decides what to do about it. The channel to it closes when this process
 * dies, which scripts/parent-watch.ts notices.
 * @param {object} options
 * @param {string} options.root the checkout
 * @param {string[]} options.args the program's file and its arguments
 * @param {NodeJS.ProcessEnv} options.env
 * @returns {Promise<number>} the program's exit code, 128 and the signal's number when a signal ended it
 */
export function launch({ root, args, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(projectNode(root), args, {
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
 * @param {(signal: NodeJS.Signals) => void} act
 * @param {() => number} clock gives milliseconds
 * @returns {(signal: NodeJS.Signals) => void} acts on the first of signals that come together
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

/** @param {() => void} act called once, when npm above us was killed and could not pass that on */
function whenParentChanges(act) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, PARENT_CHECK_EVERY_MS);
  timer.unref();
}
