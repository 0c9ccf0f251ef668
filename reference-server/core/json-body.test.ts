import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { JSON_DEPTH_MAX, readJson } from './json-body.ts';

const read = (text: string | Buffer) => readJson(Buffer.from(text as string));

function refusalOf(text: string | Buffer): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AppError && error.status === 400) return error.code;
    throw error;
  }
  return 'read';
}

describe('numbers', () => {
  it.each([
    '1e400',
    '-1e400',
    '12345678901234567890',
    '9007199254740993',
    '0.1234567890123456789',
    '123456789.1234567891',
    '1e-400',
    '4.9406564584124654e-324',
    '-0',
    '-0.0',
    '-0e5',
    `0.${'0'.repeat(60_000)}1`,
    '1e99999999999999999999',
  ])('refuses %s, which a double would change', (literal) => {
    expect(refusalOf(`{"a":${literal}}`)).toBe('INVALID_DATA');
    expect(refusalOf(`[0,[ ${literal} ]]`)).toBe('INVALID_DATA');
  });

  it.each([
    '0',
    '0.0',
    '1.0',
    '-0.5',
    '0.1',
    '1e23',
    '1E+2',
    '100e-2',
    '0e999999',
    '9007199254740992',
    '1000000000000000000000',
    '1.7976931348623157e308',
    '5e-324',
    '0.30000000000000004',
  ])('keeps %s', (literal) => {
    expect(read(`{"a":${literal}}`)).toEqual({ a: Number(literal) });
  });

  it('ignores numbers inside strings', () => {
    expect(read('{"a":"1e400 \\" 12345678901234567890, -0"}')).toEqual({
      a: '1e400 " 12345678901234567890, -0',
    });
  });
});

describe('keys', () => {
  it.each(['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"x":{"a":1,"b":2,"a":3}}]', '{"":1,"":2}'])(
    'refuses a duplicate: %s',
    (text) => expect(refusalOf(text)).toBe('MALFORMED_JSON'),
  );

  it.each([
    '{"__proto__":{"a":1}}',
    '{"a":{"__proto__":null}}',
    '{"\\u005f_proto__":{}}',
    '{"constructor":{"prototype":{}}}',
  ])('refuses one that could reach a prototype: %s', (text) =>
    expect(refusalOf(text)).toBe('MALFORMED_JSON'),
  );

  it('keeps the same key in different objects, colons in text, and a harmless constructor', () => {
    const text = '{"a":{"a":"b:c\\\\"},"b":[{"a":1},{"a":2}],"constructor":"Wanjiru & Sons"}';
    expect(read(text)).toEqual(JSON.parse(text));
  });
});

describe('text', () => {
  it.each(['{"a":"\\u0000"}', '{"\\u0000":1}', '["\\ud800"]', '["\\udc00\\ud800"]', '{"a\\udfff":1}'])(
    'refuses text that cannot be stored: %s',
    (text) => expect(refusalOf(text)).toBe('INVALID_DATA'),
  );

  it.each([
    ['a byte that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['a surrogate encoded as if it were a character', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['half a character', Buffer.from([0x22, 0xe2, 0x82, 0x22])],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
    ['compressed bytes', Buffer.from([0x1f, 0x8b, 0x08, 0x00])],
  ])('refuses %s', (_what, bytes) => expect(refusalOf(bytes)).toBe('MALFORMED_JSON'));

  it('keeps surrogate pairs, escapes and any UTF-8', () => {
    const text = '["\\ud83d\\ude00","⚡ Ⅻ é","\\u0001\\n\\"\\\\"]';
    expect(read(text)).toEqual(JSON.parse(text));
  });
});

describe('nesting', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  it(`is ${JSON_DEPTH_MAX} levels at most`, () => {
    expect(refusalOf(nested(JSON_DEPTH_MAX))).toBe('read');
    expect(refusalOf(nested(JSON_DEPTH_MAX + 1))).toBe('INVALID_REQUEST');
    expect(refusalOf(nested(30_000))).toBe('INVALID_REQUEST');
  });

  it('does not count brackets in text', () => {
    expect(read(`["${'[{'.repeat(100)}"]`)).toEqual(['[{'.repeat(100)]);
  });
});

it.each(['', '{', '{"a":01}', '[1,]', 'nul', "{'a':1}", '\ufeff{}', '{"a":NaN}'])('refuses %j', (text) => {
  expect(refusalOf(text)).toBe('MALFORMED_JSON');
});

it('reads any JSON that JavaScript writes exactly as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), (text) => {
      fc.pre(!/__proto__|\\u0000|\\ud[89a-f]|-0\b/.test(text));
      expect(read(text)).toEqual(JSON.parse(text));
    }),
  );
});
