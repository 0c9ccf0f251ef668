import { expect, it } from 'vitest';
import { withoutUnseen } from './clean-text.ts';

it.each([
  ['the colours of a terminal', '\u001b[31mred', '\uFFFD[31mred'],
  ['a direction of writing', 'a\u202Eb\u2066c\u061Cd', 'a\uFFFDb\uFFFDc\uFFFDd'],
  ['controls of both sets', 'a\u0000b\u0085c', 'a\uFFFDb\uFFFDc'],
  ['half a character', 'a\uD800b', 'a\uFFFDb'],
  ['line ends', 'a\r\nb\rc\n\td', 'a\nb\nc\n\td'],
  ['letters of any script', 'Šimůnek ЖЗ 漢字 👩‍🚒', 'Šimůnek ЖЗ 漢字 👩‍🚒'],
])('%s', (_, text, safe) => {
  expect(withoutUnseen(text)).toBe(safe);
});
