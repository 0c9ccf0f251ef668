import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageTest, startPageTest } from '../testdata/browser.ts';
import { hostile } from '../testdata/hostile.ts';
import { INDEX_NAMES, madeUpIndex } from '../testdata/indexes.ts';
import { BAD_TEXTS, DRAWINGS_SHOWN, OVERFLOW, PAGE_COLORS, SMALLEST_TEXT } from '../testdata/page-probes.ts';
import { renderIndex } from './index.ts';

const WIDTHS = [1400, 1100, 900, 390];

let pages: PageTest;

beforeAll(async () => {
  pages = await startPageTest();
});
afterAll(() => pages?.end());

describe.each(INDEX_NAMES)('index.html, %s', (name) => {
  it('fits screens, light and dark, and paper', async () => {
    const index = madeUpIndex(name);
    const { page, complaints, requests } = await pages.open(name, (await renderIndex(index)).html);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ media: 'screen', colorScheme: width === 900 ? 'dark' : 'light' });
      expect(await page.evaluate(OVERFLOW)).toBe(0);
      expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
      expect(await page.evaluate(SMALLEST_TEXT)).toBeGreaterThan(10);
      expect(await page.evaluate(DRAWINGS_SHOWN)).toEqual(index.kind === 'experiments' ? [1] : []);
    }
    await page.setViewportSize({ width: 688, height: 900 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect(await page.evaluate(PAGE_COLORS)).toEqual(['rgb(255, 255, 255)', 'rgb(26, 30, 35)']);
    expect([...complaints, ...requests]).toEqual([]);
    await page.close();
  });
});

it.each(['mixed', 'growth'] as const)('keeps hostile texts as text, %s', async (name) => {
  const { html } = await renderIndex(hostile(madeUpIndex(name)));
  const { page, complaints, requests } = await pages.open('hostile', html);
  expect(await page.locator('script, img, iframe, object, [onerror]').count()).toBe(0);
  expect(await page.locator('h1').count()).toBe(1);
  expect(await page.locator('main').textContent()).toContain(
    '<script>alert(1)</script><img src=x onerror=alert(2)>',
  );
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(OVERFLOW)).toBe(0);
  }
  expect([...complaints, ...requests]).toEqual([]);
  await page.close();
});

it('leads to the reports next to it', async () => {
  const { page } = await pages.open('links', (await renderIndex(madeUpIndex('all-pass'))).html);
  const addresses = await page
    .locator('#platforms a')
    .evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href));
  const report = pathToFileURL(join(pages.folder, '20261125T134640Z-pass-3f9a1c', 'report.html')).href;
  expect(addresses).toEqual([report, report]);
  await page.close();
});
