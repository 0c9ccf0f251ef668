import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText } from '../testdata/hostile-text.ts';
import { codeBlock, escapeMarkdown, list, table } from './markdown-text.ts';

describe('escapeMarkdown', () => {
  it.each([
    ['plain words, 99.9% (of 3)', 'plain words, 99.9% (of 3)'],
    ['student_sync_status', 'student_sync_status'],
    ['_emphasis_', '\\_emphasis\\_'],
    ['**bold** `code` ~gone~', '\\*\\*bold\\*\\* \\`code\\` \\~gone\\~'],
    ['[link](javascript:alert(1))', '\\[link\\](javascript:alert(1))'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['a | b', 'a \\| b'],
    ['a\nb\r\n# c', 'a b # c'],
    ['# heading', '\\# heading'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['1.5 ms', '1.5 ms'],
    ['@team', '&#64;team'],
    ['&lt;', '&amp;lt;'],
    ['Tom & Co', 'Tom & Co'],
    ['a\\|b', 'a\\\\\\|b'],
  ])('%j becomes %j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('always gives one line without tags', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(escapeMarkdown(text)).not.toMatch(/[<>\r\n\u2028\u2029]/);
      }),
    );
  });
});

describe('table', () => {
  it('pads its columns, text to the left and numbers to the right', () => {
    expect(
      table(
        ['Name', 'n'],
        [
          ['a', '1'],
          ['long name', '1,000'],
        ],
      ),
    ).toBe(
      [
        '| Name      |     n |',
        '| --------- | ----: |',
        '| a         |     1 |',
        '| long name | 1,000 |',
      ].join('\n'),
    );
  });

  it('keeps its columns whatever its cells contain', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const row = table(['a', 'b'], [[text, 'x']])
          .split('\n')
          .slice(2);
        expect(row).toHaveLength(1);
        expect(row[0]!.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(3);
      }),
    );
  });
});

describe('blocks', () => {
  it('makes lists of escaped lines', () => {
    expect(list(['a', '<b>'])).toBe('- a\n- &lt;b&gt;');
  });

  it('fences code with more backticks than it contains', () => {
    expect(codeBlock('a ``` b')).toBe('````sh\na ``` b\n````');
  });
});
