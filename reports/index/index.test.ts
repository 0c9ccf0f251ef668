import { beforeAll, describe, expect, it } from 'vitest';
import { expectGolden, withoutDrawings, withoutScript, withoutStyle } from '../testdata/golden.ts';
import { hostile, PAYLOAD } from '../testdata/hostile.ts';
import { INDEX_NAMES, type IndexName, madeUpIndex } from '../testdata/indexes.ts';
import { type IndexReports, renderIndex } from './index.ts';

const TIME_LIMIT_MS = 120_000;
const COMPUTER_WORDS = /NaN|undefined|\[object|Infinity|\bnull\b/;

describe('renderIndex', { timeout: TIME_LIMIT_MS }, () => {
  let drawn: Record<IndexName, IndexReports>;

  beforeAll(async () => {
    const entries = INDEX_NAMES.map(async (name) => [name, await renderIndex(madeUpIndex(name))] as const);
    drawn = Object.fromEntries(await Promise.all(entries)) as Record<IndexName, IndexReports>;
  }, TIME_LIMIT_MS);

  it.each(INDEX_NAMES)('draws the index "%s" as its goldens', (name) => {
    const { html, markdown } = drawn[name];
    expectGolden(`index-${name}.golden.html`, withoutStyle(withoutDrawings(html)));
    expectGolden(`index-${name}.golden.md`, markdown);
  });

  it('gives the same bytes for the same index and does not change it', async () => {
    const index = madeUpIndex('experiments');
    const before = structuredClone(index);
    expect(await renderIndex(index)).toEqual(drawn.experiments);
    expect(index).toEqual(before);
  });

  it.each(INDEX_NAMES)('contains no words like NaN, no script, and nothing from outside in "%s"', (name) => {
    const { html, markdown } = drawn[name];
    for (const text of [withoutScript(html), markdown]) expect(text).not.toMatch(COMPUTER_WORDS);
    expect(withoutScript(html)).not.toMatch(
      /https?:|<script|<link(?! rel="icon" href="data:,")|@import|url\(/,
    );
  });

  it('leads to every report that there is, and to no other', () => {
    const addresses = [...drawn.mixed.html.matchAll(/href="(\.\/[^"]*)"/g)].map(([, address]) => address);
    expect(new Set(addresses)).toEqual(
      new Set(['pass', 'fail', 'distrusted'].map((name) => `./20261125T134640Z-${name}-3f9a1c/report.html`)),
    );
    expect(drawn.growth.html).toContain(
      'href="./experiment-20261125T134640Z-indexes-large-3f9a1c/comparison.html"',
    );
  });

  it('says why a platform could not run, what to do, and by which code to look it up', () => {
    for (const text of [drawn.mixed.html, drawn.mixed.markdown]) {
      expect(text).toContain('versitygw was not found. Install Go');
      expect(text).toContain('PROGRAM');
    }
  });

  it('warns of an interruption, and of planted defects', () => {
    for (const text of [drawn.interrupted.html, drawn.interrupted.markdown]) {
      expect(text).toContain('This command was interrupted.');
      expect(text).toContain('Defects were planted on purpose.');
      expect(text).toMatch(/not measured/i);
    }
    expect(drawn['all-pass'].html).not.toContain('class="warning"');
  });

  it('says so if it has not ended', async () => {
    const index = madeUpIndex('interrupted');
    const { html } = await renderIndex({ ...index, state: 'running', endedAt: null });
    expect(html).toContain('This command has not ended.');
  });

  it.each(INDEX_NAMES)('escapes every text of "%s"', async (name) => {
    const { html, markdown } = await renderIndex(hostile(madeUpIndex(name)));
    const pageText = markdown.replace(/^`{3,}sh\n.*?\n`{3,}$/gms, '');
    expect(withoutScript(html)).not.toMatch(/<script|<img|<\/title><\/svg>|\u202E/);
    expect(html.split('&lt;script&gt;alert(1)').length).toBeGreaterThan(15);
    expect(html).not.toMatch(/href="(?!#|data:,|\.\/)/);
    expect(pageText).not.toMatch(/<(?:script|img)|(?<!\\)\[x|\u202E/);
    for (const text of [html, markdown]) {
      expect(text).not.toContain('\u0000');
      expect(text).not.toContain(PAYLOAD);
    }
  });
});
