import { figureInWords, GATE_WORDS, mostSeriousFirst } from '../../reports/gate/words.ts';
import type { Gate, GateCheck, GateStatus } from '../model/gate.ts';
import { harmlessInCi } from './harmless-in-ci.ts';
import { type Mark, painter, STATUS_MARKS, type SummaryStyle } from './style.ts';
import { wrap } from './wrap.ts';

const MARK: Record<GateStatus, Mark> = { ...STATUS_MARKS, warn: { sign: '!', colour: 'yellow' } };

/** Sentences wrap at this width, however wide the terminal, because longer lines are hard to read. */
const LONGEST_LINE = 100;
const TEXT_INDENT = 17;

/** A gate as text for a terminal: one sentence, a line for each check, the reasons of those that did not pass, and the notes. */
export function renderGateSummary(gate: Gate, style: SummaryStyle): string {
  const paint = painter(style);
  const { status, headline, checks, notes } = gate;
  const mark = MARK[status];
  const blocks = [
    [`  ${paint(mark.colour, mark.sign)} ${paint('bold', harmlessInCi(headline))}`],
    mostSeriousFirst(checks).flatMap((check) => checkLines(check, style)),
    notes.flatMap((note) => paragraph(`· ${note}`, style.columns, 2)),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join('\n')}\n`)
    .join('');
}

function checkLines(check: GateCheck, style: SummaryStyle): string[] {
  const { sign, colour } = MARK[check.status];
  const state = painter(style)(colour, `${sign} ${GATE_WORDS[check.status].toLowerCase().padEnd(12)}`);
  const [first = '', ...more] = paragraph(`${check.id}  ${figureInWords(check)}`, style.columns, TEXT_INDENT);
  const reason = check.status === 'pass' ? [] : paragraph(check.reason, style.columns, TEXT_INDENT);
  return [`  ${state} ${first.trimStart()}`, ...more, ...reason];
}

function paragraph(text: string, columns: number, indent: number): string[] {
  return wrap(harmlessInCi(text), Math.min(columns, LONGEST_LINE) - indent, indent);
}
