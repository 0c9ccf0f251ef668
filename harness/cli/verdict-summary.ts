import { styleText } from 'node:util';
import { formatInterval, formatMeasure, formatPercent } from '../model/format.ts';
import type { Status, TargetVerdict, Verdict } from '../model/verdict.ts';
import { headline } from '../verdict/headline.ts';

const MARK: Record<Status, { sign: string; colour: 'green' | 'red' | 'yellow' | 'magenta' }> = {
  pass: { sign: '✓', colour: 'green' },
  fail: { sign: '✗', colour: 'red' },
  inconclusive: { sign: '?', colour: 'yellow' },
  invalid: { sign: '⊘', colour: 'magenta' },
};

export type SummaryStyle = { colour: boolean; columns: number };

/** The verdict as a person reads it in a terminal: one sentence, a line per target, then the reasons that matter. */
export function renderVerdict(verdict: Verdict, title: string, style: SummaryStyle): string {
  const paint = (status: Status, text: string) =>
    style.colour ? styleText(MARK[status].colour, text, { validateStream: false }) : text;
  const bold = (text: string) => (style.colour ? styleText('bold', text, { validateStream: false }) : text);

  const rows = verdict.targets.map(cells);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = verdict.targets.flatMap((target, index) => {
    const row = rows[index]!.map((cell, column) => cell.padEnd(widths[column]!));
    const { sign } = MARK[target.status];
    const line = `  ${paint(target.status, `${sign} ${target.status.padEnd(12)}`)} ${row.join('  ').trimEnd()}`;
    return target.status === 'pass' ? [line] : [line, ...wrap(target.reason, style.columns - 19, 17)];
  });
  const concerns = [...verdict.generator.reasons, ...verdict.notes];
  return [
    '',
    `  ${paint(verdict.status, MARK[verdict.status].sign)} ${bold(headline(verdict, title))}`,
    '',
    ...lines,
    ...(concerns.length > 0
      ? ['', ...concerns.flatMap((concern) => wrap(`· ${concern}`, style.columns - 4, 2))]
      : []),
    '',
  ].join('\n');
}

function cells({ id, actual, bound, operator, unit, interval, headroom }: TargetVerdict): string[] {
  return [
    id,
    formatMeasure(actual, unit, bound),
    `${operator} ${formatMeasure(bound, unit)}`,
    interval ? `(${formatInterval(interval, unit, bound)})` : '',
    headroom === null ? '' : `headroom ${formatPercent(headroom)}`,
  ];
}

function wrap(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && line.length + word.length + 1 > Math.max(20, width)) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  if (line) lines.push(line);
  return lines.map((each) => ' '.repeat(indent) + each);
}
