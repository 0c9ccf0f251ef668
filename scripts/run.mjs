// node scripts/run.mjs <entry.ts> [arguments...]
//
// Runs one of the project's programs on the project's own Node, after installing the npm packages when they are
// missing. This file and scripts/bootstrap/ are plain JavaScript without dependencies, because they come first.

import { failureAsJson, renderFailure } from '../harness/program/failure.mjs';

const EXIT_ENVIRONMENT = 5;
const EXIT_INTERNAL = 70;
const OLDEST_NODE_MAJOR = 18;
const nodeMajor = Number(process.versions.node.split('.')[0]);

for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // a reader that has gone must not end the program
process.on('uncaughtException', (error) => {
  const hint = `This is a defect of Proofload. Please report it with these lines:\n${error.stack}`;
  tell({ code: 'INTERNAL', message: `Set-up itself failed: ${error.message}`, hint });
  process.exit(EXIT_INTERNAL); // the program notices that this process is gone, and stops what it started
});

if (nodeMajor < OLDEST_NODE_MAJOR) {
  tell({
    code: 'PROGRAM_WRONG_VERSION',
    message: `Node ${process.versions.node} is too old to set Proofload up.`,
    hint: `Use Node ${OLDEST_NODE_MAJOR} or later once; Proofload then brings the Node it runs on.`,
  });
  process.exitCode = EXIT_ENVIRONMENT;
} else {
  // Imported only here, because an old Node could not parse it.
  import('./bootstrap/main.mjs').then(({ main }) => main(process.argv.slice(2)));
}

/** @param {{ code: string, message: string, hint: string }} failure */
function tell(failure) {
  if (process.argv.includes('--json')) console.log(JSON.stringify(failureAsJson(failure)));
  else console.error(renderFailure(failure));
}
