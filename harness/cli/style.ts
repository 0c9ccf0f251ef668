import { styleText } from 'node:util';
import type { Shell } from './shell.ts';

/** What a terminal can show. */
export type SummaryStyle = { colour: boolean; columns: number };

export type Mark = { sign: string; colour: 'green' | 'red' | 'yellow' | 'magenta' };

/** Of where the results go, which may be a file: then without colour, and of a usual width. */
export function styleOf({ stdout }: Shell): SummaryStyle {
  return { colour: stdout.hasColours, columns: stdout.columns };
}

/** Puts text into a colour or in bold, where the terminal can. */
export function painter({ colour }: SummaryStyle): (look: Mark['colour'] | 'bold', text: string) => string {
  return (look, text) => (colour ? styleText(look, text, { validateStream: false }) : text);
}
