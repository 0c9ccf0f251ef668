import { relative } from 'node:path';
import { CELL_WORDS } from '../../reports/comparison/words.ts';
import { changeInWords } from '../../reports/gate/words.ts';
import { measured } from '../../reports/run/measured.ts';
import { formatMoment } from '../../reports/shared/moments.ts';
import { trendHeadline } from '../../reports/trend/words.ts';
import { formatBound, formatCount, formatInterval } from '../model/format.ts';
import { proofloadCommand } from '../model/installation.ts';
import type { Trend, TrendSystem, TrendTarget } from '../model/trend.ts';
import { printable } from '../program/printable.mjs';
import { leftOutInWords } from '../trend/trend.ts';
import { fittingWidths } from './fitting-columns.ts';
import { harmlessInCi } from './harmless-in-ci.ts';
import type { Shell } from './shell.ts';
import { painter, STATUS_MARKS, type SummaryStyle, styleOf } from './style.ts';
import { wrap } from './wrap.ts';

const LONGEST_LINE = 100;
/** As many runs as are seen at a glance. */
const LONGEST_HISTORY = 20;
const BREAK = '|';
const ABSENT = '·';

/** Prints a trend, and the path of its page; null: no run counts, so nothing was written. */
export function showTrend(shell: Shell, trend: Trend, htmlFile: string | null): void {
  shell.stdout.draw(renderTrendSummary(trend, styleOf(shell)));
  const next =
    htmlFile === null
      ? `Make one with: ${proofloadCommand()}`
      : `trend   ${printable(relative('.', htmlFile))}`;
  shell.stdout.write(`\n  ${next}\n\n`);
}

/** A table of targets for each system, under one sentence. */
export function renderTrendSummary(trend: Trend, style: SummaryStyle): string {
  const paint = painter(style);
  const blocks = [
    paragraph(trendHeadline(trend), style).map((line) => paint('bold', line)),
    ...trend.systems.map((system) => systemLines(system, style)),
    leftOutInWords(trend).flatMap((sentence) => paragraph(sentence, style)),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join('\n')}\n`)
    .join('');
}

function systemLines(system: TrendSystem, style: SummaryStyle): string[] {
  const { title, runs, targets, notes } = system;
  const paint = painter(style);
  const rows = targets.map((target) => cellsOf(system, target));
  const widths = fittingWidths(rows, style.columns - 4);
  const breaks = runs.filter((run) => run.break !== null);
  return [
    ...paragraph(
      `${title}, ${formatCount(runs.length, 'run')} from ${formatMoment(runs[0]!.startedAt)}`,
      style,
    ).map((line) => paint('bold', line)),
    ...targets.map(({ points }, row) => {
      const { sign, colour } = STATUS_MARKS[points.at(-1)!.status];
      const cells = widths.map((width, column) => (rows[row]![column] ?? '').padEnd(width));
      return `  ${paint(colour, sign)} ${cells.join('  ').trimEnd()}`;
    }),
    ...breaks.flatMap(({ startedAt, break: differs }) =>
      paragraph(`${BREAK} ${formatMoment(startedAt)}: ${differs}`, style),
    ),
    ...notes.flatMap((note) => paragraph(`${ABSENT} ${note}`, style)),
  ];
}

/** In order of importance, because the last ones are left out of a narrow terminal. */
function cellsOf(system: TrendSystem, target: TrendTarget): string[] {
  const { id, unit, points, change } = target;
  const newest = points.at(-1)!;
  const { interval, operator, bound } = newest;
  const changed = changeInWords(change, unit);
  return [
    id,
    measured({ ...newest, unit }),
    historyOf(system, target),
    `${CELL_WORDS[change.word]}${changed === null ? '' : ` (${changed})`}`,
    interval === null ? '' : `(${formatInterval(interval, unit, bound)})`,
    formatBound(operator, bound, unit),
  ].map(harmlessInCi);
}

/** A sign for each of the last runs, oldest first. */
function historyOf({ runs }: TrendSystem, { points }: TrendTarget): string {
  return runs
    .slice(-LONGEST_HISTORY)
    .map((run) => {
      const point = points.find((each) => each.run === run.id);
      return `${run.break === null ? '' : BREAK}${point === undefined ? ABSENT : STATUS_MARKS[point.status].sign}`;
    })
    .join('');
}

function paragraph(text: string, { columns }: SummaryStyle): string[] {
  return wrap(harmlessInCi(text), Math.min(columns, LONGEST_LINE) - 2, 2);
}
