import { beforeAll, describe, expect, it } from 'vitest';
import { COMPARISON_NAMES, type ComparisonName, madeUpComparison } from '../testdata/comparisons.ts';
import { expectGolden, withoutDrawings, withoutScript, withoutStyle } from '../testdata/golden.ts';
import { hostile } from '../testdata/hostile.ts';
import { type ComparisonReports, renderComparison } from './index.ts';

const MAX_BYTES = 1_500_000;
const TIME_LIMIT_MS = 120_000;
const COMPUTER_WORDS = /NaN|undefined|\[object|Infinity|\bnull\b(?![,\n])/;

describe('renderComparison', { timeout: TIME_LIMIT_MS }, () => {
  let drawn: Record<ComparisonName, ComparisonReports>;

  beforeAll(async () => {
    const entries = COMPARISON_NAMES.map(
      async (name) => [name, await renderComparison(madeUpComparison(name))] as const,
    );
    drawn = Object.fromEntries(await Promise.all(entries)) as Record<ComparisonName, ComparisonReports>;
  }, TIME_LIMIT_MS);

  it.each(COMPARISON_NAMES)('draws the comparison "%s" as its goldens', (name) => {
    const { html, markdown } = drawn[name];
    expectGolden(`comparison-${name}.golden.html`, withoutStyle(withoutDrawings(html)));
    expectGolden(`comparison-${name}.golden.md`, markdown);
  });

  it('gives the same bytes for the same comparison and does not change it', async () => {
    const data = madeUpComparison('unusable');
    const before = structuredClone(data);
    expect(await renderComparison(data)).toEqual(drawn.unusable);
    expect(data).toEqual(before);
  });

  it.each(COMPARISON_NAMES)('contains no words like NaN in "%s"', (name) => {
    const { html, markdown } = drawn[name];
    for (const text of [withoutScript(html), markdown]) expect(text).not.toMatch(COMPUTER_WORDS);
  });

  it('refers to nothing outside itself and contains no script but its own', () => {
    for (const { html } of Object.values(drawn)) {
      expect(withoutScript(html)).not.toMatch(
        /https?:|<script|<link(?! rel="icon" href="data:,")|@import|url\(/,
      );
    }
  });

  it('shows no figure of an invalid arm, but the reason why it is invalid', async () => {
    const data = madeUpComparison('unusable');
    const invalid = data.comparison.arms.find(({ isValid }) => !isValid)!;
    const telltale = 98_765.4;
    const names = Object.keys(invalid.medians);
    const marked = Object.fromEntries(names.map((name) => [name, telltale]));
    invalid.medians = marked;
    for (const repetition of invalid.repetitions) repetition.values = marked;
    const [picture] = data.pictures;
    const seconds = picture!.seconds.map((second) => ({ ...second, goodputPerSec: telltale }));
    const ofInvalid = { ...picture!, arm: invalid.name, seconds, cpuSecPer1000: { servers: telltale } };
    const pictures = [...data.pictures, ofInvalid];
    const { html, markdown } = await renderComparison({ ...data, pictures });
    for (const text of [withoutScript(html), markdown]) {
      expect(text).not.toMatch(/98,?765/);
      expect(text).toContain('EXPLAIN of');
    }
    expect(html).toContain('It is excluded from all comparisons.');
    expect(markdown).toMatch(/INVALID +\|/);
  });

  it('calls only real differences better or worse', () => {
    const { markdown, html } = drawn['nothing-seen'];
    expect(markdown).not.toMatch(/BETTER|WORSE/);
    expect(html.match(/change-real is-|class="change change-real/g)).toBeNull();
    expect(drawn.supported.html).toContain('change-real is-better');
    expect(drawn.supported.markdown).toContain('BETTER');
    expect(drawn.refuted.markdown).toContain('WORSE');
  });

  it('renders a comparison without pictures or its run', async () => {
    const { comparison } = madeUpComparison('supported');
    const { html, markdown } = await renderComparison({ comparison, pictures: [] });
    expect(html.match(/Not measured\./g)!.length).toBeGreaterThanOrEqual(9);
    expect(html).not.toContain('Machine');
    for (const text of [withoutScript(html), markdown]) expect(text).not.toMatch(COMPUTER_WORDS);
  });

  it('renders an empty comparison', async () => {
    const { comparison, pictures } = madeUpComparison('nothing-seen');
    const arms = comparison.arms.map((arm) => ({
      ...arm,
      isValid: false,
      repetitions: [],
      proofs: [],
      medians: {},
    }));
    const nothing = { ...comparison, arms, differences: [], status: 'invalid' as const, endedAt: null };
    const { html, markdown } = await renderComparison({ comparison: nothing, pictures });
    for (const text of [withoutScript(html), markdown]) {
      expect(text).toContain('Nothing was compared.');
      expect(text).toContain('no usable repetition');
      expect(text).not.toMatch(COMPUTER_WORDS);
    }
  });

  it.each(COMPARISON_NAMES)('escapes every text of "%s"', async (name) => {
    const { html, markdown } = await renderComparison(hostile(madeUpComparison(name)));
    const pageText = markdown.replace(/^`{3,}(?:sh|json)\n.*?\n`{3,}$/gms, '');
    expect(withoutScript(html)).not.toMatch(/<script|<img|<\/title><\/svg>|\u202E/);
    expect(html.split('&lt;script&gt;alert(1)').length).toBeGreaterThan(20);
    expect(html).not.toMatch(/href="(?!#|data:,|\.\/)/);
    expect(pageText).not.toMatch(/<(?:script|img)|(?<!\\)\[x|\u202E/);
    for (const text of [html, markdown]) expect(text).not.toContain('\u0000');
  });

  it('stays below its size limit for six arms, ten measures, fifty repetitions and an hour', async () => {
    const { comparison, pictures, run } = madeUpComparison('refuted');
    const hour = Array.from({ length: 3600 }, (_, offsetSec) => ({
      ...pictures[0]!.seconds[offsetSec % 60]!,
      offsetSec,
    }));
    const measures = Array.from({ length: 10 }, (_, i) => ({
      ...comparison.measures[i % 4]!,
      name: `m${i}`,
    }));
    const arms = comparison.arms.map((arm) => ({
      ...arm,
      repetitions: Array.from({ length: 50 }, (_, block) => {
        const { values, ...of } = arm.repetitions[block % 12]!;
        const figures = Object.values(values);
        return {
          ...of,
          block,
          values: Object.fromEntries(measures.map(({ name }, i) => [name, figures[i % figures.length]!])),
        };
      }),
    }));
    const { html } = await renderComparison({
      comparison: { ...comparison, arms, measures },
      pictures: pictures.map((picture) => ({ ...picture, seconds: hour })),
      run,
    });
    expect(html.split('<path').length).toBeGreaterThan(3000);
    expect(Buffer.byteLength(html)).toBeLessThan(MAX_BYTES);
  });
});
