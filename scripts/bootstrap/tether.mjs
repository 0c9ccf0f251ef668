// node tether.mjs <command> [arguments...]
//
// Runs a command and kills it, with everything that it started, as soon as standard input ends. That happens when the
// process at the other end of the pipe is gone, even by SIGKILL. Must be started as the leader of a process group.

import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

process.stdin.resume();
process.stdin.once('close', () => process.kill(-process.pid, 'SIGKILL'));

child.once('error', (error) => {
  console.error(error.message);
  process.exit(/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT' ? 127 : 126); // as in a shell: not found, or not executable
});
child.once('exit', (code) => process.exit(code ?? 1));
