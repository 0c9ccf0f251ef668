import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a JavaScript program on this Node, in this terminal, with a channel through which it notices that this process is gone
 * (harness/program/parent-watch.ts).
 * @param signal interrupts it as Ctrl-C would
 * @returns its exit code, or 128 plus the signal's number when a signal ended it
 */
export function runNode(args: readonly string[], cwd: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    const interrupt = () => child.kill('SIGINT');
    signal.addEventListener('abort', interrupt, { once: true });
    child.once('error', reject);
    child.once('exit', (code, endedBy) => {
      signal.removeEventListener('abort', interrupt);
      resolve(code ?? 128 + (endedBy ? constants.signals[endedBy] : 0));
    });
  });
}
