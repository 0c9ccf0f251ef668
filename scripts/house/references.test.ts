import { describe, expect, it } from 'vitest';
import { deadLinks, indexDefects, unknownDecisions, unlistedDocuments } from './references.ts';

const DECISIONS = ['docs/adr/README.md', 'docs/adr/0007-one-clock.md', 'docs/adr/0200-parts.md'];

describe('unknownDecisions', () => {
  it.each(['see docs/adr/0008', '[why](../docs/adr/0008-gone.md)', 'as decided (ADR 8)', 'ADRs 8 and 7'])(
    'refuses "%s"',
    (text) => {
      expect(unknownDecisions([{ path: 'seed/a.ts', text: `\n${text}` }], DECISIONS)).toEqual([
        expect.stringMatching(/^seed\/a\.ts:2 mentions .*8/),
      ]);
    },
  );

  it('accepts a decision that exists, in any notation', () => {
    const text = 'docs/adr/0007, [why](0200-parts.md), ADR 7, ADR 200, adr/0200-parts.md';
    expect(unknownDecisions([{ path: 'seed/a.ts', text }], DECISIONS)).toEqual([]);
  });
});

describe('indexDefects', () => {
  const first = '| [7. One clock](0007-one-clock.md) | superseded by [200](0200-parts.md) |';
  const second = '| [200. Parts](0200-parts.md) | accepted |';

  it('accepts an index that lists every decision once, with its status', () => {
    expect(indexDefects(`# Decisions\n${first}\n${second}\n`, DECISIONS)).toEqual([]);
  });

  it.each([
    ['lists 0200-parts.md nowhere', first],
    ['lists 0007-one-clock.md twice', `${first}\n${first}\n${second}`],
    ['gives 0200-parts.md no status', `${first}\n| [200. Parts](0200-parts.md) | perhaps |`],
    ['links to another page', `${first}\n| [200. Parts](0201-parts.md) | accepted |`],
  ])('refuses one that %s', (defect, index) => {
    expect(indexDefects(index, DECISIONS)).toEqual([expect.stringContaining(defect)]);
  });
});

it('unlistedDocuments names the documents that their index leaves out', () => {
  const index = { path: 'docs/README.md', text: '| [ci.md](ci.md) | [b](b.md#x) | limits.md |' };
  const paths = [
    'docs/README.md',
    'docs/ci.md',
    'docs/limits.md',
    'docs/adr/0007-one-clock.md',
    'docs/a.json',
  ];
  expect(unlistedDocuments(index, paths)).toEqual(['docs/README.md does not list limits.md']);
});

describe('deadLinks', () => {
  const exists = (path: string) => ['docs/adr', 'docs/methods.md', 'seed/README.md'].includes(path);

  it('follows relative links, with or without an anchor', () => {
    const text =
      '## Is it `here`?\n[a](../docs/methods.md#x) [b](../docs/adr) [c](https://example.org/gone.md) [d](#is-it-here)';
    expect(deadLinks([{ path: 'seed/README.md', text }], exists)).toEqual([]);
  });

  it('refuses a link that leads nowhere', () => {
    expect(deadLinks([{ path: 'seed/README.md', text: '[a](docs/methods.md)' }], exists)).toEqual([
      'seed/README.md:1 links to docs/methods.md, which does not exist',
    ]);
  });

  it('refuses a link to a heading that is not on the page', () => {
    const pages = [
      { path: 'seed/README.md', text: '[a](../docs/methods.md#the-gate) [b](#gone)' },
      { path: 'docs/methods.md', text: '# Methods\n## A gate' },
    ];
    expect(deadLinks(pages, exists)).toEqual([
      'seed/README.md:1 links to ../docs/methods.md#the-gate, which has no such heading',
      'seed/README.md:1 links to #gone, which has no such heading',
    ]);
  });
});
