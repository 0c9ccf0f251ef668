import { relative } from 'node:path';
import { type EndedBy, exitCodeOf } from '../model/ended-by.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import type { Verdict } from '../model/verdict.ts';
import { printable } from '../program/printable.mjs';
import type { RunFolder } from '../store/index.ts';
import type { Shell } from './shell.ts';
import { styleOf } from './style.ts';
import { renderVerdict } from './verdict-summary.ts';

export type Outcome = { folder: RunFolder; verdict: Verdict };

/** Prints the verdict for people, and the path of its report. */
export function showOutcome(shell: Shell, { folder, verdict }: Outcome, title: string): void {
  shell.stdout.draw(renderVerdict(verdict, title, styleOf(shell)));
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

/** Prints a run as one JSON object, for programs. */
export function printOutcome(shell: Shell, outcome: Outcome): void {
  shell.stdout.writeJson({ schemaVersion: 1, runs: [asJson(outcome)] });
}

/** The same for several runs, with the path of their index, and the errors of what could not run. */
export function printOutcomes(
  shell: Shell,
  outcomes: readonly Outcome[],
  { indexFile, errors }: { indexFile: string; errors: readonly { platform: string; error: EndedBy }[] },
): void {
  shell.stdout.writeJson({ schemaVersion: 1, runs: outcomes.map(asJson), index: indexFile, errors });
}

function asJson({ folder, verdict }: Outcome): object {
  return { folder: folder.path, verdict };
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
