import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsIn, textPieces } from './text-body.ts';

const XML = 'application/xml';
const namedIn = (text: string, type: string) =>
  fieldsIn(textPieces(text, type)!).map(({ name, value }) => [name, value]);

describe('the pieces of a text that have values of their own', () => {
  it('are the texts and attributes of XML, by the names of elements and attributes', () => {
    const order = `<?xml version="1.0"?>
<o:order xmlns:o='urn:shop' number = "17">
  <item sku="a-1">Tea &amp; cake</item><item sku=""> 2 </item>
  <note/>thanks
</o:order>`;
    expect(namedIn(order, 'text/xml')).toEqual([
      ['version', '1.0'],
      ['xmlns:o', 'urn:shop'],
      ['number', '17'],
      ['sku', 'a-1'],
      ['item', 'Tea &amp; cake'],
      ['item#2', '2'],
      ['o:order', 'thanks'],
    ]);
    expect(namedIn('<a>1</a>', 'application/soap+xml')).toEqual([['a', '1']]);
    expect(namedIn(' <a>1</a>', 'text/plain')).toEqual([['a', '1']]);
  });

  it('are all of a plain text, and of a single JSON value what is between its quotes', () => {
    expect(namedIn(' two\nlines {', 'text/plain')).toEqual([['text', ' two\nlines {']]);
    expect(textPieces(' "a \\"b\\"" ', 'application/json')).toEqual([
      '"',
      { name: 'value', value: 'a \\"b\\"' },
      '"',
    ]);
    for (const text of ['17', 'true', 'null', '""'])
      expect(textPieces(text, 'application/vnd.shop+json')).toEqual([{ name: 'value', value: text }]);
  });

  it('are those of no other body', () => {
    for (const [text, type] of [
      ['a', 'application/octet-stream'],
      ['query { a }', 'application/graphql'],
      ['{"a":1}', 'application/json'],
      ['{"a":', 'application/json'],
      ['a\u0000b', 'text/plain'],
      ['a\uFFFDb', 'text/plain'],
      [' \n', 'text/plain'],
      ['<a><![CDATA[b]]></a>', XML],
      ['<a><!-- b --></a>', XML],
      ['<!DOCTYPE a><a>b</a>', XML],
    ] as const)
      expect(textPieces(text, type), text).toBeNull();
  });

  it('are the text when they are joined, however broken its XML is', () => {
    const broken = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '</',
        '/>',
        '<a',
        '<b:c ',
        ' d="',
        '"',
        "'",
        " e='f'",
        '=',
        'x',
        ' ',
        '\n',
        '?',
        '&lt;',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(broken, (parts) => {
        const text = parts.join('');
        const pieces = textPieces(text, XML);
        if (text.trim() === '') expect(pieces).toBeNull();
        else
          expect(pieces!.map((each) => (typeof each === 'string' ? each : each.value)).join('')).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['<', '<a ', 'a="', "<a b='", ' ', '<a>', 'x'])('are found in a long text of %j', (part) => {
    const pieces = textPieces(`y${part.repeat(200_000)}`, XML)!; // would take hours if it took the square of its length
    expect(pieces.length).toBeGreaterThan(0);
  });
});
