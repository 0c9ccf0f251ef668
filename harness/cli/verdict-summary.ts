import { measured } from '../../reports/run/measured.ts';
import { trustSentence, violations } from '../../reports/run/trust.ts';
import { suspectTitle } from '../../reports/shared/blame.ts';
import { formatInterval, formatMeasure, formatPercent } from '../model/format.ts';
import type { Status, TargetVerdict, Verdict } from '../model/verdict.ts';
import { printable } from '../program/printable.mjs';
import { headline, type NamedRun } from '../verdict/headline.ts';
import { fittingWidths } from './fitting-columns.ts';
import { painter, STATUS_MARKS, type SummaryStyle } from './style.ts';
import { wrap } from './wrap.ts';

/** Sentences wrap at this width, however wide the terminal, because longer lines are hard to read. */
const LONGEST_LINE = 100;
/** Where the text of a target begins, after its sign and its state. */
const TEXT_INDENT = 17;

/**
 * The verdict as text for a terminal: one sentence, a line per target with the reasons that matter and the first suspect
 * of those that failed, then what went wrong with the measurement, then notes.
 */
export function renderVerdict(
  { verdict, run }: { verdict: Verdict; run: NamedRun },
  style: SummaryStyle,
): string {
  const inStyle = painter(style);
  const paint = (status: Status, text: string) => inStyle(STATUS_MARKS[status].colour, text);
  const bold = (text: string) => inStyle('bold', text);
  const signed = (status: Status, text: string, look = (line: string) => line) =>
    item(paint(status, STATUS_MARKS[status].sign), text, style.columns, look);

  const violated = violations(verdict);
  const rows = verdict.targets.map(cells);
  const widths = fittingWidths(rows, style.columns - TEXT_INDENT);
  const targets = verdict.targets.flatMap((target, index) => {
    const row = widths.map((width, column) => rows[index]![column]!.padEnd(width));
    const { sign } = STATUS_MARKS[target.status];
    const line = `  ${paint(target.status, `${sign} ${target.status.padEnd(12)}`)} ${row.join('  ').trimEnd()}`;
    return [line, ...explanation(target, violated, style.columns)];
  });
  const blocks = [
    signed(verdict.status, headline(verdict, run), bold),
    targets,
    violated.length === 0
      ? []
      : [
          ...paragraph(trustSentence(verdict), style.columns, 2),
          ...violated.flatMap((reason) =>
            verdict.validity.status === 'invalid'
              ? signed('invalid', reason)
              : item('·', reason, style.columns),
          ),
        ],
    verdict.notes.flatMap((note) => item('·', note, style.columns)),
    whatToDo(verdict, style.columns),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join('\n')}\n`)
    .join('');
}

/** The code and the hint of what ended a run early, if anything did; the reason itself is a note of the verdict. */
export function whatToDo({ endedBy }: Pick<Verdict, 'endedBy'>, columns: number): string[] {
  return endedBy ? paragraph(`${endedBy.code} · ${endedBy.hint}`, columns, 2) : [];
}

/** Why a target did not pass, and where to look. Problems of the measurement are listed once, below the targets. */
function explanation(
  { status, reason, suspect }: TargetVerdict,
  violated: readonly string[],
  columns: number,
): string[] {
  if (status === 'pass') return [];
  const own = violated.reduce((text, violation) => text.replace(`${violation} `, ''), reason);
  return [
    ...paragraph(own, columns, TEXT_INDENT),
    ...(suspect === null
      ? []
      : paragraph(`→ ${suspectTitle(suspect)}. ${suspect.reason}`, columns, TEXT_INDENT)),
  ];
}

function paragraph(text: string, columns: number, indent: number): string[] {
  return wrap(printable(text), Math.min(columns, LONGEST_LINE) - indent, indent);
}

/** A sign, and a text that is indented after it. */
function item(sign: string, text: string, columns: number, look = (line: string) => line): string[] {
  return paragraph(text, columns, 4).map((line, i) => {
    const words = look(line.trimStart());
    return i === 0 ? `  ${sign} ${words}` : `    ${words}`;
  });
}

function cells(target: TargetVerdict): string[] {
  const { id, bound, operator, unit, interval, headroom } = target;
  return [
    printable(id),
    measured(target),
    `${operator} ${formatMeasure(bound, unit)}`,
    interval ? `(${formatInterval(interval, isWrittenWithNumbers(unit) ? unit : '', bound)})` : '',
    headroom === null ? '' : `headroom ${formatPercent(headroom)}`,
  ];
}

/** Whether the unit is part of a written number. Other units already follow the figure. */
function isWrittenWithNumbers(unit: string): boolean {
  return unit === 'ratio' || unit === 'bytes';
}
