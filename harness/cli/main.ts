import { runProgram } from '../program/run-program.ts';

const argv = process.argv.slice(2);

// Loaded only now: a module that is missing or broken ends like everything that nobody caught.
await runProgram(async (terminal) => (await import('./proofload.ts')).proofload(argv, terminal), {
  json: argv.includes('--json'),
});
