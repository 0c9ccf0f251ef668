import { relative } from 'node:path';
import { changeOf } from '../../reports/comparison/words.ts';
import { endingOf, indexHeadline, lasted } from '../../reports/index/headline.ts';
import {
  experimentState,
  platformState,
  ROW_WORDS,
  type RowState,
  statesIn,
  worstOf,
} from '../../reports/index/row-states.ts';
import { measured } from '../../reports/run/measured.ts';
import { heldInWords, keyFigures } from '../../reports/shared/key-figures.ts';
import { formatDuration, formatMeasure } from '../model/format.ts';
import type { IndexedExperiment, IndexedPlatform, ReportIndex } from '../model/report-index.ts';
import { printable } from '../program/printable.mjs';
import { fittingWidths } from './fitting-columns.ts';
import type { Shell } from './shell.ts';
import { type Mark, painter, type SummaryStyle, styleOf } from './style.ts';
import { wrap } from './wrap.ts';

const GOOD = { sign: '✓', colour: 'green' } as const;
const BAD = { sign: '✗', colour: 'red' } as const;
const OPEN = { sign: '?', colour: 'yellow' } as const;

const MARKS: Record<RowState, Mark> = {
  pass: GOOD,
  supported: GOOD,
  fail: BAD,
  refuted: BAD,
  inconclusive: OPEN,
  'not-settled': OPEN,
  'too-little': OPEN,
  invalid: { sign: '⊘', colour: 'magenta' },
  seen: { sign: '≠', colour: 'green' },
  unseen: { sign: '≈', colour: 'green' },
  'not-run': { sign: '!', colour: 'red' },
  waiting: { sign: '·', colour: 'yellow' },
};

const LONGEST_LINE = 100;
const INDENT = 4;

/** Prints all platforms or experiments in one table, and the path of the index. */
export function showIndex(shell: Shell, index: ReportIndex, htmlFile: string): void {
  shell.stdout.draw(renderIndexSummary(index, styleOf(shell)));
  shell.stdout.write(`\n  index   ${printable(relative('.', htmlFile))}\n\n`);
}

type Line = { state: RowState; cells: string[]; error: IndexedPlatform['error'] };

/** A line for each row of the index, under its headline; the reason under what could not run. */
export function renderIndexSummary(index: ReportIndex, style: SummaryStyle): string {
  const paint = painter(style);
  const lines =
    index.kind === 'platforms' ? index.entries.map(platformLine) : index.entries.map(experimentLine);
  const took = lasted(index);
  const headline = `${indexHeadline(index)}${took === null ? '' : ` (${took})`}`;
  const { sign, colour } = MARKS[worstOf(statesIn(index))];
  const [first = '', ...more] = wrap(printable(headline), Math.min(style.columns, LONGEST_LINE) - 4, 4);
  const wordWidth = Math.max(...lines.map(({ state }) => ROW_WORDS[state].length));
  const widths = fittingWidths(
    lines.map(({ cells }) => cells),
    style.columns - wordWidth - 6,
  );
  const table = lines.flatMap(({ state, cells, error }) => {
    const mark = MARKS[state];
    const words = widths.map((width, column) => (cells[column] ?? '').padEnd(width));
    const line = `  ${paint(mark.colour, `${mark.sign} ${ROW_WORDS[state].toLowerCase().padEnd(wordWidth)}`)}  ${words.join('  ').trimEnd()}`;
    return error === null ? [line] : [line, ...reason(error, style.columns)];
  });
  return [
    `\n  ${paint(colour, sign)} ${paint('bold', first.trimStart())}\n`,
    ...more.map((line) => `    ${paint('bold', line.trimStart())}\n`),
    ...endingLines(index, style.columns).map((line) => `${line}\n`),
    '\n',
    ...table.map((line) => `${line}\n`),
  ].join('');
}

/** A remark if not everything was measured. */
function endingLines(index: ReportIndex, columns: number): string[] {
  const ending = endingOf(index);
  if (ending === null) return [];
  return wrap(`${ending.title} ${ending.text}`, Math.min(columns, LONGEST_LINE) - INDENT, INDENT);
}

function platformLine(entry: IndexedPlatform): Line {
  const [tightest] = keyFigures(entry.run?.targets ?? []);
  return {
    state: platformState(entry),
    cells: [
      printable(entry.title),
      entry.run === null ? '' : `${heldInWords(entry.run.targets)} targets`,
      tookInWords(entry.durationMs),
      tightest === undefined
        ? ''
        : `${printable(tightest.id)} ${measured(tightest)} (${tightest.operator} ${formatMeasure(tightest.bound, tightest.unit)})`,
    ],
    error: entry.error,
  };
}

function experimentLine(entry: IndexedExperiment): Line {
  const differences = (entry.comparison?.differences ?? []).map((each) => {
    const { estimate, interval } = changeOf(each, each.measure);
    return `${estimate} (${interval})`;
  });
  return {
    state: experimentState(entry),
    cells: [printable(entry.experiment), tookInWords(entry.durationMs), differences.join(', ')],
    error: entry.error,
  };
}

function tookInWords(durationMs: number | null): string {
  return durationMs === null ? '' : formatDuration(durationMs);
}

function reason({ message, code, hint }: NonNullable<Line['error']>, columns: number): string[] {
  const width = Math.min(columns, LONGEST_LINE) - INDENT;
  return [...wrap(printable(message), width, INDENT), ...wrap(printable(`${code} · ${hint}`), width, INDENT)];
}
