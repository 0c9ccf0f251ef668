import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../scenarios/lib/random.ts';
import { textMaker } from './pattern-text.ts';

const textsOf = (pattern: string, lengths = {}) => {
  const make = textMaker(pattern, lengths);
  if (make === null) return null;
  const random = seededRandom(7, 0);
  return Array.from({ length: 50 }, () => make(random));
};

describe('a text that matches a pattern', () => {
  it.each([
    '^[A-Z]{3}$',
    '^[A-Z]{2,4}-\\d{4}$',
    '^\\+?[1-9]\\d{1,14}$',
    '^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$',
    '^(0[1-9]|1[0-2])\\/\\d{2}$',
    '^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$',
    '^\\w+(?:[.-]\\w+)*$',
    '^(?<year>\\d{4})-W\\d\\d$',
    'abc',
    '^a$|^b+$',
    '^[-\\w.]+$',
    '^[\\]\\\\a-c]+$',
    '^\\u0041\\x42[\\u00e0-\\u00ff]{3}$',
    '^\\p{Lu}\\p{L}+$',
    '^.{5,}$',
    '^a{2}?b*?$',
    '^\\S+\\D\\W$',
    '',
  ])('%s', (pattern) => {
    const texts = textsOf(pattern)!;
    for (const text of texts) expect(text).toMatch(new RegExp(pattern, 'u'));
  });

  it('has a length within bounds', () => {
    for (const text of textsOf('^[a-z]+( [a-z]+)*$', { minLength: 12, maxLength: 14 })!)
      expect([12, 13, 14]).toContain(text.length);
    expect(textsOf('^[A-Z][a-z]+$', { minLength: 1_000, maxLength: 1_000 })![0]).toHaveLength(1_000);
    expect(textsOf('^[a-z]{3}$', { minLength: 4 })).toBeNull();
  });

  it('varies, and is the same for the same random numbers', () => {
    expect(new Set(textsOf('^[A-Z]{3}$')).size).toBeGreaterThan(40);
    expect(textsOf('^[A-Z]{3}$')).toEqual(textsOf('^[A-Z]{3}$'));
  });

  it.each([
    '(?=a)a',
    '(?<!a)b',
    '(a)\\1',
    '\\bword\\b',
    'a^b',
    'a$b',
    '(a',
    'a)',
    '[a',
    '[]',
    '[b-a]',
    '*',
    'a{2,1}',
    '\\p{Script=Greek}',
    '\\u{110000}',
    'a'.repeat(1_001),
    `${'('.repeat(50)}a${')'.repeat(50)}`,
  ])('is not made up for %s', (pattern) => expect(textsOf(pattern)).toBeNull());

  it('ends at once where a regular expression, or its text, would not', () => {
    expect(
      ['^((a{1000}){1000}){1000}$', '^(){999999999}$', '^a{99999999999}$'].map((each) => textsOf(each)),
    ).toEqual([null, null, null]);
    for (const pattern of ['^(a+)+b$', '^(((a*)*)*)*$']) expect(textsOf(pattern)).toHaveLength(50);
  });

  it('is made for every expression of what is understood', () => {
    const piece = fc.constantFrom('a', '[A-Z]', '\\d', '[^x]', '(?:b|cd)', '\\w', '[0-9a-f]', '.', '\\.');
    const times = fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}', '{2,}');
    const whole = fc.array(fc.tuple(piece, times), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(whole, fc.integer(), (pieces, seed) => {
        const pattern = `^${pieces.map((each) => each.join('')).join('')}$`;
        expect(textMaker(pattern)!(seededRandom(seed, 0))).toMatch(new RegExp(pattern));
      }),
    );
  });
});
