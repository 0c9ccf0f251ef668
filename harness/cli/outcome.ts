import { relative } from 'node:path';
import { type EndedBy, exitCodeOf } from '../model/ended-by.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { printable } from '../program/printable.mjs';
import type { RunFolder } from '../store/index.ts';
import { printJson } from './print-json.ts';
import { runAtAGlance } from './run-at-a-glance.ts';
import type { Shell } from './shell.ts';
import { styleOf } from './style.ts';
import { renderVerdict } from './verdict-summary.ts';

export type Outcome = { folder: RunFolder; run: Run; verdict: Verdict };

/** Prints the verdict for people, and the path of its report. */
export function showOutcome(shell: Shell, { folder, run, verdict }: Outcome): void {
  shell.stdout.draw(renderVerdict({ verdict, run }, styleOf(shell)));
  shell.stdout.write(`\n  report  ${printable(relative('.', folder.reportHtmlFile))}\n\n`);
}

/**
 * What ended a run early takes precedence over what it measured, with one exception: a measured failure outranks an ending that makes
 * the rest invalid.
 */
export function exitCodeOfOutcome({ status, endedBy }: Pick<Verdict, 'status' | 'endedBy'>): ExitCode {
  const ofEnding = endedBy === undefined ? null : exitCodeOf(endedBy);
  if (ofEnding === null || (ofEnding === EXIT.invalid && status === 'fail')) return EXIT[status];
  return ofEnding;
}

const ALONE = { indexFile: null, failures: [] };

/**
 * Prints runs for programs.
 * @param more of several platforms in one command: the path of their index, and the errors of those that could not run
 */
export function printOutcomes(
  shell: Shell,
  outcomes: readonly Outcome[],
  more: { indexFile: string | null; failures: { platform: string; error: EndedBy }[] } = ALONE,
): void {
  const runs = outcomes.map((outcome) => ({
    ...runAtAGlance(outcome, outcome.verdict),
    verdict: outcome.verdict,
  }));
  printJson(shell, { kind: 'verdicts', runs, ...more });
}

const WORST_FIRST: readonly ExitCode[] = [
  EXIT.interrupted,
  EXIT.internal,
  EXIT.environment,
  EXIT.usage,
  EXIT.invalid,
  EXIT.fail,
  EXIT.inconclusive,
];

/** The exit code of several pieces of work. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.pass;
}
