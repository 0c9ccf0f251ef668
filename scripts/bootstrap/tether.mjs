// node tether.mjs <command> [arguments...]
//
// Runs a command and kills it, with everything that it started, as soon as standard input ends: that is when the
// process that holds the other end of the pipe is gone, even by SIGKILL. Must be started as leader of a process group.

import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

process.stdin.resume();
process.stdin.once('close', () => process.kill(-process.pid, 'SIGKILL'));

child.once('error', (error) => {
  console.error(error.message);
  process.exit(/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT' ? 127 : 126); // as a shell has it: not there, or cannot be run
});
child.once('exit', (code) => process.exit(code ?? 1));
