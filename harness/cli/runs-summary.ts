import { basename, relative } from 'node:path';
import { formatMoment } from '../../reports/shared/moments.ts';
import type { CommandOutput } from '../model/command-output.ts';
import { formatBytes } from '../model/format.ts';
import { proofloadCommand } from '../model/installation.ts';
import { largestLoadsInWords } from '../model/load-words.ts';
import { printable } from '../program/printable.mjs';
import { type Mark, painter, STATUS_MARKS, type SummaryStyle } from './style.ts';
import { wrap } from './wrap.ts';

type Listed = Extract<CommandOutput, { kind: 'runs' }>;

const NO_VERDICT: Mark = { sign: '·', colour: 'yellow' };
const LONGEST_LINE = 100;
const INDENT = 4;

/** All runs as text for a terminal: verdict, date, load and size of each, below it its headline and its folder; then what cannot be read. */
export function renderRuns({ runs, unreadable }: Listed, runsFolder: string, style: SummaryStyle): string {
  const paint = painter(style);
  const text = (what: string) =>
    wrap(printable(what), Math.min(style.columns, LONGEST_LINE) - INDENT, INDENT).map((line) => `${line}\n`);
  const rows = runs.map(cellsOf);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((cells) => cells[column]!.length)));
  const blocks = runs.map((run, index) => {
    const { sign, colour } = run.status === null ? NO_VERDICT : STATUS_MARKS[run.status];
    const [word = '', ...cells] = rows[index]!.map((cell, column) => cell.padEnd(widths[column]!));
    const line = `  ${paint(colour, `${sign} ${word}`)}  ${cells.join('  ').trimEnd()}\n`;
    return [
      line,
      ...text(run.headline ?? run.error?.message ?? 'It was not judged.'),
      ...text(relative('.', run.folder)),
    ].join('');
  });
  if (runs.length === 0)
    blocks.push(...text(`No runs in ${runsFolder} yet. Make one with: ${proofloadCommand()}`));
  if (unreadable.length > 0) {
    const lines = unreadable.flatMap(({ folder, error }) => text(`${basename(folder)}: ${error.message}`));
    blocks.push(`  Not readable, and left out:\n${lines.join('')}`);
  }
  return `\n${blocks.join('\n')}\n`;
}

/** "pass", "21 November 2026, 01:24 UTC", "2,000 users, 300 requests/s", "18.2 MB". */
function cellsOf({ status, state, startedAt, sizeBytes, ...load }: Listed['runs'][number]): string[] {
  const verdict = status ?? 'no verdict';
  return [
    state === 'complete' ? verdict : `${verdict} (${state})`,
    printable(formatMoment(startedAt)),
    largestLoadsInWords(load).join(', '),
    formatBytes(sizeBytes),
  ];
}
