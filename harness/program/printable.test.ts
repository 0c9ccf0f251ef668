import { describe, expect, it } from 'vitest';
import { printable, printableJson, printableLines } from './printable.mjs';

/** Escape, 8-bit CSI, bell, DEL, a lone surrogate, right-to-left override and isolate. */
const COMMANDS = ['\u001b[31m', '\u009b31m', '\u0007', '\u007f', '\ud800', '\u202e', '\u2066'];

describe('what is printed of texts that come from elsewhere', () => {
  it.each(COMMANDS)('replaces %j', (command) => {
    expect(printable(`a${command}b`)).toBe(`a\uFFFD${command.slice(1)}b`);
    expect(printableLines(`a${command}b\n`)).toBe(`a\uFFFD${command.slice(1)}b\n`);
  });

  it('is one line where one is asked for', () => {
    expect(printable('a\n  b\r\tc\u2028d')).toBe('a b c d');
    expect(printableLines('a\r\nb\tc\rd')).toBe('a\nb c\uFFFDd');
  });

  it('leaves every other letter as it is', () => {
    const text = 'Ünïcödé, 漢字, עברית, 👩‍🎓';
    expect([printable(text), printableLines(text)]).toEqual([text, text]);
  });

  it.each(COMMANDS)('is, as JSON with %j, the same value in other characters', (command) => {
    const value = { [command]: [command] };
    expect(JSON.parse(printableJson(value))).toEqual(value);
    expect(printableJson(value)).toMatch(/^[\x20-\x7e]+$/);
  });
});
