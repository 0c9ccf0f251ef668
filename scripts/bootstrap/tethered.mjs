import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TETHER = fileURLToPath(new URL('./tether.mjs', import.meta.url));
const KEPT_OUTPUT_BYTES = 64 * 1024;

/**
 * Runs a command that must not outlive this process, in its own process group, and keeps the end of its output.
 * Exit code 127: the command was not found; 126: it could not be started.
 * @param {string} command
 * @param {string[]} args
 * @param {object} options
 * @param {string} options.cwd
 * @param {Readonly<Record<string, string | undefined>>} options.env
 * @param {(group: number) => void} [options.onStart] called with the id of the process group
 * @param {AbortSignal} options.signal kills the command; the promise then resolves as for any other exit
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
export function runTethered(command, args, { cwd, env, onStart, signal }) {
  return new Promise((resolve, reject) => {
    const tether = spawn(process.execPath, [TETHER, command, ...args], {
      cwd,
      env: /** @type {NodeJS.ProcessEnv} */ (env),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT_BYTES);
    };
    tether.stdout.on('data', keep);
    tether.stderr.on('data', keep);
    const cut = () => tether.stdin.destroy();
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
    tether.once('error', reject);
    tether.once('close', (code) => {
      signal.removeEventListener('abort', cut);
      resolve({ exitCode: code ?? 1, output });
    });
    if (tether.pid !== undefined) onStart?.(tether.pid);
  });
}
