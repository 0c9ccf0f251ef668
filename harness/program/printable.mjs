// Plain JavaScript without dependencies, because set-up prints before TypeScript can run.

/** What a terminal obeys or is misled by: control characters of both sets, and characters that turn the direction of reading. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu;
const REPLACEMENT = '\uFFFD';

/**
 * One line. Texts come from elsewhere: none of them may move the cursor, set colours, end the line or turn the direction of reading.
 * @param {string} text
 */
export function printable(text) {
  return text.replace(/\s+/g, ' ').replace(UNPRINTABLE, REPLACEMENT);
}

/**
 * The same, of as many lines as the text has.
 * @param {string} text
 */
export function printableLines(text) {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/\t/g, ' ')
    .replace(UNPRINTABLE, (character) => (character === '\n' ? character : REPLACEMENT));
}

/**
 * JSON without the characters that a terminal obeys; the value that it stands for is the same.
 * @param {unknown} value
 */
export function printableJson(value) {
  return JSON.stringify(value).replace(UNPRINTABLE, escapedCharacter);
}

/** @param {string} character */
function escapedCharacter(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
