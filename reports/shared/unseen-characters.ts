/**
 * Characters that are not seen, but could hide or rearrange the words around them, or change the colours of a terminal: control characters
 * other than tabs and line ends, and those that turn the reading direction.
 */
export const UNSEEN = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;

/** The text with line ends as in Unix, and a replacement character for each one that is not seen or is half a character. */
export function withoutUnseen(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(UNSEEN, '\uFFFD');
}
