import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PageTest, startPageTest } from '../testdata/browser.ts';
import { hostile } from '../testdata/hostile.ts';
import { BAD_TEXTS, OVERFLOW, PAGE_COLORS, SMALLEST_TEXT } from '../testdata/page-probes.ts';
import { madeUpTrend } from '../testdata/trends.ts';
import { renderTrend } from './index.ts';

const WIDTHS = [1400, 900, 390];

let pages: PageTest;

beforeAll(async () => {
  pages = await startPageTest();
});
afterAll(() => pages?.end());

it.each(['worse', 'broken-up'] as const)(
  'trend.html, %s, fits screens, light and dark, and paper',
  async (name) => {
    const { page, complaints, requests } = await pages.open(name, await renderTrend(madeUpTrend(name)));
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ media: 'screen', colorScheme: width === 900 ? 'dark' : 'light' });
      expect(await page.evaluate(OVERFLOW)).toBe(0);
      expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
      expect(await page.evaluate(SMALLEST_TEXT)).toBeGreaterThan(10);
    }
    await page.setViewportSize({ width: 688, height: 900 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect(await page.evaluate(PAGE_COLORS)).toEqual(['rgb(255, 255, 255)', 'rgb(26, 30, 35)']);
    expect([...complaints, ...requests]).toEqual([]);
    await page.close();
  },
);

it('keeps hostile texts as text', async () => {
  const { page, complaints, requests } = await pages.open(
    'hostile',
    await renderTrend(hostile(madeUpTrend('broken-up'))),
  );
  expect(await page.locator('img, iframe, object, [onerror]').count()).toBe(0);
  expect(await page.locator('h1').count()).toBe(1);
  expect(await page.locator('main').textContent()).toContain('<script>alert(1)</script>');
  expect([...complaints, ...requests]).toEqual([]);
  await page.close();
});
