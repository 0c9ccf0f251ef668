import { readFileSync } from 'node:fs';
import { COLOR_RULES } from '../colors.ts';

/** In this order: later rules may override earlier ones. */
const SHEETS = [
  'colors',
  'text',
  'verdict',
  'tables',
  'checks',
  'layout',
  'charts',
  'small-screens',
  'paper',
];

/** The style sheet of the page, read once. */
export const STYLE: string = [
  COLOR_RULES,
  ...SHEETS.map((name) => readFileSync(new URL(`./style/${name}.css`, import.meta.url), 'utf8')),
].join('\n');
