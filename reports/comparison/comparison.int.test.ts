import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageTest, startPageTest } from '../testdata/browser.ts';
import { carriedComparison } from '../testdata/carried.ts';
import { COMPARISON_NAMES, madeUpComparison } from '../testdata/comparisons.ts';
import { hostile } from '../testdata/hostile.ts';
import {
  BAD_TEXTS,
  DRAWINGS_SHOWN,
  OVERFLOW,
  PAGE_COLORS,
  SMALLEST_TEXT,
  UNFOLD_ALL,
} from '../testdata/page-probes.ts';
import { type ComparisonData, renderComparison } from './index.ts';

const WIDTHS = [1400, 1100, 900, 400];

let pages: PageTest;

beforeAll(async () => {
  pages = await startPageTest();
});
afterAll(() => pages?.end());

const open = async (name: string, data: ComparisonData) =>
  pages.open(name, (await renderComparison(data)).html);

describe.each(COMPARISON_NAMES)('comparison.html, %s', (name) => {
  it('fits screens, light and dark, folded and unfolded', async () => {
    const { page, complaints, requests } = await open(name, madeUpComparison(name));
    for (const unfolded of [false, true]) {
      if (unfolded) await page.evaluate(UNFOLD_ALL);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ media: 'screen', colorScheme: width === 900 ? 'dark' : 'light' });
        expect(await page.evaluate(OVERFLOW)).toBe(0);
        expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
        expect(await page.evaluate(SMALLEST_TEXT)).toBeGreaterThan(10);
        expect(new Set(await page.evaluate<number[]>(DRAWINGS_SHOWN))).toEqual(new Set([1]));
      }
    }
    expect([...complaints, ...requests]).toEqual([]);
    await page.close();
  });

  it('prints on white paper with nothing wider than the sheet', async () => {
    const { page } = await open(name, madeUpComparison(name));
    await page.setViewportSize({ width: 688, height: 900 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
    expect(await page.evaluate(PAGE_COLORS)).toEqual(['rgb(255, 255, 255)', 'rgb(26, 30, 35)']);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
    expect(sheets.length).toBeGreaterThanOrEqual(4);
    expect(sheets.length).toBeLessThanOrEqual(20);
    await page.close();
  });

  it('keeps hostile texts as text', async () => {
    const { page, complaints, requests } = await open('hostile', hostile(madeUpComparison(name)));
    expect(await page.locator('script, img, iframe, object, [onerror]').count()).toBe(0);
    expect(await page.locator('h1').count()).toBe(1);
    const text = await page.locator('main').textContent();
    expect(text).toContain('<script>alert(1)</script><img src=x onerror=alert(2)>');
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(OVERFLOW)).toBe(0);
    }
    expect([...complaints, ...requests]).toEqual([]);
    await page.close();
  });
});

describe('comparison.html of what was carried', () => {
  it('fits screens', async () => {
    const { page, complaints } = await open('carried', { comparison: carriedComparison(), pictures: [] });
    await page.evaluate(UNFOLD_ALL);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(OVERFLOW)).toBe(0);
      expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
      expect(await page.evaluate(SMALLEST_TEXT)).toBeGreaterThan(10);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the links of comparison.html', () => {
  it('lead to the reports of its runs', async () => {
    const data = madeUpComparison('supported');
    const { page } = await open('links', data);
    const addresses = await page
      .locator('#runs a')
      .evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href));
    const expected = data.run.repetitions.map(
      (repetition) => pathToFileURL(join(pages.folder, repetition.folder!, 'report.html')).href,
    );
    expect(addresses).toEqual(expected);
    await page.close();
  });
});
