/** Controls of both sets, lone surrogates, and what changes the writing direction or ends a line. */
const MISLEADING = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]+/gu;
const MORE = '…';

/**
 * A text from outside as one line that no reader can take for anything else: without control characters, escape sequences and turned
 * directions, cut at so many characters.
 */
export function cleanLine(text: string, longest: number): string {
  const line = text.replace(MISLEADING, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}${MORE}`;
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
