import { join } from 'node:path';
import type { Made } from '../init/make-project.ts';
import { FILES } from '../init/project-files.ts';
import { formatCount } from '../model/format.ts';
import { isPackage, proofloadCommand } from '../model/installation.ts';
import type { LeftOut } from '../model/plan.ts';
import { printable } from '../program/printable.mjs';
import { harmlessInCi } from './harmless-in-ci.ts';
import type { Shell } from './shell.ts';
import { painter, styleOf } from './style.ts';

/** What one operation of the plan came to. */
export type OperationRow = {
  name: string;
  /** all that it was answered with, in order; empty: it was not tried */
  statuses: number[];
  captures: string[];
};

/** A row for each operation of a plan. */
export function operationRows({ plan, rehearsed }: Pick<Made, 'plan' | 'rehearsed'>): OperationRow[] {
  return plan.operations.map(({ name, captures = {} }) => ({
    name,
    statuses: [
      ...new Set((rehearsed ?? []).flatMap(({ route, answer }) => (route === name ? [answer.status] : []))),
    ].toSorted((a, b) => a - b),
    captures: Object.keys(captures),
  }));
}

const MOST_NAME_CHARACTERS = 60;
const MOST_CHARACTERS = 160;

/** Prints what was written, what came of trying it, what is left out, and what to do next. */
export function showProject(
  shell: Shell,
  made: Made,
  { folder, replaced }: { folder: string; replaced: readonly string[] },
): void {
  const paint = painter(styleOf(shell));
  const { plan, variables, notes, files, rehearsed } = made;
  const write = (line = '') => shell.stdout.draw(`${line === '' ? '' : `  ${line}`}\n`);
  const rows = operationRows(made);
  const names = rows.map(({ name }) => shortened(name, MOST_NAME_CHARACTERS));
  const width = Math.max(9, ...names.map(({ length }) => length));

  write();
  write(paint('bold', `${'operation'.padEnd(width)}  status  captures`));
  for (const [at, { statuses, captures }] of rows.entries()) {
    const status = statuses.length === 0 ? '-' : statuses.join(', ');
    write(`${names[at]!.padEnd(width)}  ${status.padEnd(6)}  ${shortened(captures.join(', '))}`.trimEnd());
  }
  write();
  if (rehearsed === null) write('Nothing was sent, so the plan may still contain requests that do not work.');
  for (const line of leftOutLines(plan.leftOut ?? [])) write(line);
  for (const note of notes) write(`· ${harmlessInCi(note)}`);
  if (variables.length > 0) {
    const longest = Math.max(...variables.map(({ name }) => name.length));
    write(paint('bold', 'Set these environment variables before a run'));
    // In no form that a shell could carry out: what a variable is for is in the words of the source.
    for (const { name, purpose } of variables) write(`${name.padEnd(longest)}  ${shortened(purpose)}`);
    write();
  }
  write(paint('bold', `Written to ${printable(folder)}`));
  for (const file of Object.keys(files)) write(`${file}${replaced.includes(file) ? ' (replaced)' : ''}`);
  write();
  write(nextStep(folder));
  write();
}

/** The package can be called in the folder of the project. A checkout cannot, for that folder may be outside it. */
function nextStep(folder: string): string {
  const isHere = folder === '.';
  const config = isHere || isPackage ? '' : ` --config ${inShell(join(folder, FILES.config))}`;
  const verify = proofloadCommand(`verify${config}`);
  return `Next${isHere || config !== '' ? '' : ', in that folder'}: ${verify} --dry-run, then ${verify}`;
}

/** A path as it is typed. */
function inShell(path: string): string {
  return /^[\w./@%+:,-]+$/.test(path) ? path : `'${printable(path).replaceAll("'", "'\\''")}'`;
}

const KINDS: Record<LeftOut['kind'], string> = { operation: '', host: 'host ', asset: 'files of type ' };

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  if (leftOut.length === 0) return [];
  return [
    `Left out (${formatCount(leftOut.length, 'entry', 'entries')} in plan.json):`,
    ...leftOut.map(
      ({ kind, name, reason }) =>
        `- ${KINDS[kind]}${shortened(name, MOST_NAME_CHARACTERS)}: ${shortened(reason)}`,
    ),
    '',
  ];
}

/** A text of the source, on one line of a terminal or of the log of a CI system. */
function shortened(text: string, mostCharacters = MOST_CHARACTERS): string {
  const shown = harmlessInCi(text);
  return shown.length <= mostCharacters ? shown : `${shown.slice(0, mostCharacters - 1)}…`;
}
