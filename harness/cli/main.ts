import { runProgram } from '../program/run-program.ts';
import { takeEnvironment } from './own-environment.ts';

const argv = process.argv.slice(2);

// Imported late, so that a missing or broken module ends like any uncaught error.
await runProgram(
  async (terminal) =>
    (await import('./proofload.ts')).proofload(argv, { ...terminal, env: takeEnvironment(terminal.env) }),
  { json: argv.includes('--json') },
);
