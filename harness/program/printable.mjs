// Plain JavaScript without dependencies, because set-up prints before TypeScript can run.

/** What controls or misleads a terminal: control characters of both sets, and characters that change the writing direction. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu;
const REPLACEMENT = '\uFFFD';

/**
 * Makes a text safe to print, as one line. Text from outside must not move the cursor, set colours, end the line or change the direction.
 * @param {string} text
 */
export function printable(text) {
  return text.replace(/\s+/g, ' ').replace(UNPRINTABLE, REPLACEMENT);
}

/**
 * The same, but keeps the lines of the text.
 * @param {string} text
 */
export function printableLines(text) {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/\t/g, ' ')
    .replace(UNPRINTABLE, (character) => (character === '\n' ? character : REPLACEMENT));
}

/**
 * JSON in which such characters are escaped; its value is the same.
 * @param {unknown} value
 */
export function printableJson(value) {
  return escapeUnprintable(JSON.stringify(value));
}

/**
 * A line of JSON with such characters escaped.
 * @param {string} json
 */
export function escapeUnprintable(json) {
  return json.replace(UNPRINTABLE, escapedCharacter);
}

/** @param {string} character */
function escapedCharacter(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
