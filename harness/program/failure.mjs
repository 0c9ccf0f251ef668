// Plain JavaScript without dependencies, because set-up fails before TypeScript can run.

import { printable, printableLines } from './printable.mjs';

/** @typedef {{ code: string, message: string, hint: string }} Failure one sentence, its code, and what to do next */

/**
 * The text of an error for people.
 * @param {Failure} failure
 */
export function renderFailure({ code, message, hint }) {
  return `\n  ${printable(message)}\n  ${code} · ${printableLines(hint)}\n`;
}

/**
 * The same for programs: harness/model/command-output.ts has its schema.
 * @param {Failure} failure
 * @returns {{ schemaVersion: 2, kind: 'error', error: Failure }}
 */
export function failureAsJson({ code, message, hint }) {
  return { schemaVersion: 2, kind: 'error', error: { code, message, hint } };
}
