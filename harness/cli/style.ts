import { styleText } from 'node:util';
import type { Status } from '../model/verdict.ts';
import type { Shell } from './shell.ts';

/** What a terminal can show. */
export type SummaryStyle = { colour: boolean; columns: number };

export type Mark = { sign: string; colour: 'green' | 'red' | 'yellow' | 'magenta' };

export const STATUS_MARKS: Record<Status, Mark> = {
  pass: { sign: '✓', colour: 'green' },
  fail: { sign: '✗', colour: 'red' },
  inconclusive: { sign: '?', colour: 'yellow' },
  invalid: { sign: '⊘', colour: 'magenta' },
};

/** The style for standard output. If that is a file, it has no colour and a default width. */
export function styleOf({ stdout }: Shell): SummaryStyle {
  return { colour: stdout.hasColours, columns: stdout.columns };
}

/** Makes text coloured or bold, if the terminal can. */
export function painter({ colour }: SummaryStyle): (look: Mark['colour'] | 'bold', text: string) => string {
  return (look, text) => (colour ? styleText(look, text, { validateStream: false }) : text);
}
