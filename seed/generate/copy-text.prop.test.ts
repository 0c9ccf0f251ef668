import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCopyLine } from '../testing/read-copy-line.ts';
import { type CopyValue, copyLine } from './copy-text.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', 'N', 'n', '.', '"', 'é', '😀', '\u2028') }),
  fc.constantFrom('', '\\N', '\\.', '\\'),
);
const value: fc.Arbitrary<CopyValue> = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));

describe('copyLine', () => {
  it('is read back as the values that went in', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const expected = values.map((item) => (typeof item === 'boolean' ? (item ? 't' : 'f') : item));
        expect(readCopyLine(copyLine(values))).toEqual(
          expected.map((item) => (item === null ? null : String(item))),
        );
      }),
    );
  });

  it('preserves any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(readCopyLine(copyLine([json, 1]))).toEqual([json, '1']);
      }),
    );
  });

  it('distinguishes an empty string from NULL, also in the first column', () => {
    expect(copyLine(['', null, 'x'])).toBe('\t\\N\tx\n');
  });
});
