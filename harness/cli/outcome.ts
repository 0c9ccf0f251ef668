import { relative } from 'node:path';
import { exitCodeOf } from '../model/ended-by.ts';
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

/** Prints one JSON object for all runs, for programs. */
export function printOutcomes(shell: Shell, outcomes: Outcome[]): void {
  const runs = outcomes.map(({ folder, verdict }) => ({ folder: folder.path, verdict }));
  shell.stdout.writeJson({ schemaVersion: 1, runs });
}
