import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText } from '../../testdata/hostile-text.ts';
import { html, trustedMarkup } from './html.ts';

describe('html', () => {
  it('escapes texts in content and in attributes', () => {
    expect(html`<p title="${'a"b'}">${'<b>&\'"'}</p>`.toString()).toBe(
      '<p title="a&quot;b">&lt;b&gt;&amp;&#39;&quot;</p>',
    );
  });

  it('inserts its own markup unchanged, alone and in lists', () => {
    const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}</ul>`.toString()).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
    expect(html`${trustedMarkup('<br>')}`.toString()).toBe('<br>');
  });

  it('leaves nothing for null, undefined and booleans, and writes numbers', () => {
    expect(html`[${null}${undefined}${true}${false}${0}${1.5}]`.toString()).toBe('[01.5]');
  });

  it('replaces controls, direction overrides and lone surrogates', () => {
    expect(html`${'a\u0000b\u202Ec\uD800d\n'}`.toString()).toBe('a\uFFFDb\uFFFDc\uFFFDd\n');
  });

  it('never lets text become markup', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(html`${text}`.toString()).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('does not take a look-alike for markup', () => {
    const lookAlike = { toString: () => '<script>' } as unknown as string;
    expect(() => html`${lookAlike}`.toString()).toThrow();
  });
});
