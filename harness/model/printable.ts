/** One line. Texts come from elsewhere: none of them may move the cursor, set colours or turn the direction of reading. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}|\p{Bidi_Control}/gu, '\uFFFD');
}
