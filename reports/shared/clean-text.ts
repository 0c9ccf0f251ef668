/**
 * Characters that are not seen, but could hide or rearrange the words around them, or change the colours of a terminal: control characters
 * of both sets, and those that turn the writing direction.
 */
const UNSEEN = String.raw`\p{Cc}\p{Bidi_Control}`;
/** Tabs and line ends have a meaning where a text keeps its lines. */
const UNSEEN_IN_LINES = new RegExp(String.raw`(?![\t\n])[${UNSEEN}]`, 'gu');
/** Where everything is one line, ends of lines and halves of characters mislead too. */
const MISLEADING = new RegExp(String.raw`[${UNSEEN}\p{Cs}\u2028\u2029]+`, 'gu');
const MORE = '…';

/** The text with something else in place of each character that is not seen. Its tabs and line ends stay. */
export function replaceUnseen(text: string, replacement: string): string {
  return text.replace(UNSEEN_IN_LINES, replacement);
}

/** The text with line ends as in Unix, and a replacement character for each one that is not seen or is half a character. */
export function withoutUnseen(text: string): string {
  return replaceUnseen(text.toWellFormed().replace(/\r\n?/g, '\n'), '\uFFFD');
}

/**
 * A text from outside as one line that no reader can take for anything else: without control characters, escape sequences and turned
 * directions, cut at so many characters.
 */
export function cleanLine(text: string, longest: number): string {
  return cut(text.replace(MISLEADING, ' ').replace(/\s+/g, ' ').trim(), longest);
}

/** The same, but keeps the lines of the text. */
export function cleanLines(text: string, longest: number): string {
  const lines = text.split(/\r\n|\n|\r/).map((line) => cleanLine(line, longest));
  return cut(lines.join('\n'), longest);
}

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}${MORE}`;
}

/** Names of which no two are equal: a number is added to those that were used before. */
export function distinct(names: readonly string[], numbered = (n: number) => ` (${n})`): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let unused = name;
    for (let n = 2; used.has(unused); n++) unused = `${name}${numbered(n)}`;
    used.add(unused);
    return unused;
  });
}
