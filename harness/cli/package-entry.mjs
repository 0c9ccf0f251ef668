#!/usr/bin/env node
// What `npx proofload` runs in the package. Plain JavaScript that any Node can parse, because it refuses those that are too old.

import { failureAsJson, renderFailure } from '../program/failure.mjs';

const EXIT_ENVIRONMENT = 5;
const OLDEST_NODE_MAJOR = 24;

/** @param {{ code: string, message: string, hint: string }} failure */
function refuse(failure) {
  if (process.argv.includes('--json')) console.log(JSON.stringify(failureAsJson(failure)));
  else console.error(renderFailure(failure));
  process.exitCode = EXIT_ENVIRONMENT;
}

if (process.platform === 'win32') {
  refuse({
    code: 'SETUP_FAILED',
    message: 'Proofload runs on Linux and macOS.',
    hint: 'On Windows, use WSL.',
  });
} else if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE_MAJOR) {
  refuse({
    code: 'PROGRAM_WRONG_VERSION',
    message: `Proofload needs Node ${OLDEST_NODE_MAJOR} or later, and this is Node ${process.versions.node}.`,
    hint: `Install a newer Node, or use one for this command: npx --package node@${OLDEST_NODE_MAJOR} --package proofload proofload`,
  });
} else {
  import(new URL('main.js', import.meta.url).href); // there is none in a checkout
}
