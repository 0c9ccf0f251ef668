import { replaceUnseen } from './clean-text.ts';

/* Pieces of GitHub-flavoured Markdown. All text is escaped, so that nothing in a run becomes markup. */

/** Characters with a meaning in the middle of a line; `_` within a word has none and stays readable. */
const INLINE = /[\\`*[\]<>|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** One line of text. Line ends become spaces, `&` and `@` references, and a start that would begin a block is escaped. */
export function escapeMarkdown(text: string): string {
  return withLineEnds(text, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/@(?=\w)/g, '&#64;')
    .replace(INLINE, (character) =>
      character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
    )
    .replace(/^([#+=-])/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s)/, '$1\\$2');
}

/** A list of escaped lines. */
export function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
}

/** The same as a list of blocks: empty if there are no lines. */
export function listed(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [list(lines)];
}

/** A table of escaped cells with padded columns; the first `textColumns` are left-aligned, the others, numbers, right-aligned. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns = 1,
): string {
  const cells = [columns, ...rows].map((row) => row.map(escapeMarkdown));
  const widths = columns.map((_, i) => Math.max(3, ...cells.map((row) => (row[i] ?? '').length)));
  const isText = (column: number) => column < textColumns;
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, i) => (isText(i) ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (isText(i) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head, ...body] = cells;
  return [line(head ?? []), rule, ...body.map(line)].join('\n');
}

/** Text as it is, in a fence longer than any within it. */
export function codeBlock(text: string, language: 'sh' | 'json' = 'sh'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${withLineEnds(text, '\n')}\n${fence}`;
}

/** Line ends of every kind. */
const LINE_ENDS = /[\r\n\u2028\u2029]+/g;

/** A space takes the place of what is not seen. */
function withLineEnds(text: string, lineEnd: string): string {
  return replaceUnseen(text.toWellFormed().replace(LINE_ENDS, lineEnd), ' ').replaceAll('\t', ' ');
}
