import { runProgram } from '../program/run-program.ts';
import { takeEnvironment } from './own-environment.ts';

const argv = process.argv.slice(2);

// Loaded only now: a module that is missing or broken ends like everything that nobody caught.
await runProgram(
  async (terminal) =>
    (await import('./proofload.ts')).proofload(argv, { ...terminal, env: takeEnvironment(terminal.env) }),
  { json: argv.includes('--json') },
);
