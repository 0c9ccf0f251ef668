import { describe, expect, it } from 'vitest';
import { printable, printableJson, printableLines } from './printable.mjs';

/** Escape, 8-bit CSI, bell, DEL, a lone surrogate, right-to-left override and isolate. */
const COMMANDS = ['\u001b[31m', '\u009b31m', '\u0007', '\u007f', '\ud800', '\u202e', '\u2066'];

describe('printing text from outside', () => {
  it.each(COMMANDS)('replaces %j', (command) => {
    expect(printable(`a${command}b`)).toBe(`a\uFFFD${command.slice(1)}b`);
    expect(printableLines(`a${command}b\n`)).toBe(`a\uFFFD${command.slice(1)}b\n`);
  });

  it('makes one line on request', () => {
    expect(printable('a\n  b\r\tc\u2028d')).toBe('a b c d');
    expect(printableLines('a\r\nb\tc\rd')).toBe('a\nb c\uFFFDd');
  });

  it('leaves every other character unchanged', () => {
    const text = 'Ünïcödé, 漢字, עברית, 👩‍🎓';
    expect([printable(text), printableLines(text)]).toEqual([text, text]);
  });

  it.each(COMMANDS)('writes JSON with %j in other characters, with the same value', (command) => {
    const value = { [command]: [command] };
    expect(JSON.parse(printableJson(value))).toEqual(value);
    expect(printableJson(value)).toMatch(/^[\x20-\x7e]+$/);
  });
});
