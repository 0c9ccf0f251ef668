import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageTest, startPageTest } from '../testdata/browser.ts';
import { CALIBRATION_NAMES, madeUpCalibration } from '../testdata/calibration.ts';
import { BAD_TEXTS, DRAWINGS_SHOWN, OVERFLOW, SMALLEST_TEXT, UNFOLD_ALL } from '../testdata/page-probes.ts';
import { renderCalibration } from './index.ts';

let pages: PageTest;

beforeAll(async () => {
  pages = await startPageTest();
});
afterAll(() => pages?.end());

describe.each(CALIBRATION_NAMES)('calibration.html, %s', (name) => {
  it('fits screens and paper, logs nothing and requests nothing', async () => {
    const { html } = await renderCalibration(madeUpCalibration(name));
    const { page, complaints, requests } = await pages.open(name, html);
    await page.evaluate(UNFOLD_ALL);
    for (const width of [1400, 1100, 900, 400]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(OVERFLOW)).toBe(0);
      expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
      expect(await page.evaluate(SMALLEST_TEXT)).toBeGreaterThan(10);
      expect(await page.evaluate(DRAWINGS_SHOWN)).toEqual([1, 1]);
    }
    await page.setViewportSize({ width: 688, height: 900 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect([...complaints, ...requests]).toEqual([]);
    await page.close();
  });
});
