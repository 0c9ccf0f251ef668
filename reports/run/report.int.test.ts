import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedPage, type PageTest, startPageTest } from '../testdata/browser.ts';
import { FIXTURE_NAMES, fixture } from '../testdata/fixtures.ts';
import { hostile } from '../testdata/hostile.ts';
import { nothingMeasured } from '../testdata/nothing.ts';
import {
  BAD_TEXTS,
  DRAWINGS_SHOWN,
  OVERFLOW,
  PAGE_COLORS,
  readXml,
  SMALLEST_TEXT,
  UNFOLD_ALL,
} from '../testdata/page-probes.ts';
import { renderJunit } from './formats/junit.ts';
import { renderReports } from './index.ts';
import type { ReportData } from './report-data.ts';

const WIDTHS = [1400, 1100, 900, 400];
const SCREENS = WIDTHS.flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

let pages: PageTest;

beforeAll(async () => {
  pages = await startPageTest();
});
afterAll(() => pages?.end());

const open = async (name: string, data: ReportData) => pages.open(name, (await renderReports(data)).html);

async function show(page: Page, screen: { width: number; colorScheme: 'light' | 'dark' }): Promise<void> {
  await page.setViewportSize({ width: screen.width, height: 900 });
  await page.emulateMedia({ media: 'screen', colorScheme: screen.colorScheme });
}

describe.each(FIXTURE_NAMES)('report.html of the %s run', (name) => {
  let opened: OpenedPage;

  beforeAll(async () => {
    opened = await open(name, fixture(name));
  });

  afterAll(async () => {
    await opened.page.close();
  });

  it.each(SCREENS)('fits a screen of $width pixels, $colorScheme', async (screen) => {
    const { page, complaints, requests } = opened;
    await show(page, screen);
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
    expect(await page.evaluate(SMALLEST_TEXT)).toBeGreaterThan(10);
    const drawings = new Set(await page.evaluate<number[]>(DRAWINGS_SHOWN));
    expect([...drawings].sort()).toEqual(name === 'invalid' ? [0, 1] : [1]);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('prints on white paper with nothing wider than the sheet, from a dark screen too', async () => {
    const { page } = opened;
    await show(page, { width: 688, colorScheme: 'dark' });
    expect(await page.evaluate(PAGE_COLORS)).not.toContain('rgb(255, 255, 255)');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
    expect(await page.evaluate(PAGE_COLORS)).toEqual(['rgb(255, 255, 255)', 'rgb(26, 30, 35)']);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
    expect(sheets.length).toBeGreaterThanOrEqual(name === 'invalid' ? 2 : 5);
    expect(sheets.length).toBeLessThanOrEqual(12);
  });

  it('fits with everything unfolded', async () => {
    const { page } = opened;
    await page.evaluate(UNFOLD_ALL);
    for (const width of WIDTHS) {
      await show(page, { width, colorScheme: 'light' });
      expect(await page.evaluate(OVERFLOW)).toBe(0);
    }
  });
});

describe('report.html of hostile texts', () => {
  it.each(FIXTURE_NAMES)('keeps them as text in the %s run', async (name) => {
    const { page, complaints, requests } = await open('hostile', hostile(fixture(name)));
    expect(await page.locator('script, img, iframe, object, [onerror]').count()).toBe(0);
    expect(await page.locator('h1').count()).toBe(1);
    const text = await page.locator('main').textContent();
    expect(text).toContain('<script>alert(1)</script><img src=x onerror=alert(2)>');
    for (const width of WIDTHS) {
      await show(page, { width, colorScheme: 'light' });
      expect(await page.evaluate(OVERFLOW)).toBe(0);
    }
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    await page.close();
  });
});

describe('report.html of an empty run', () => {
  it('says everywhere that nothing was measured', async () => {
    const { page, complaints } = await open('nothing', nothingMeasured());
    expect(await page.getByText('Not measured').count()).toBeGreaterThan(5);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the probes of this test', () => {
  it('detect a page that is too wide, overlapping texts, and a request', async () => {
    const page = await pages.browser.newPage({ viewport: { width: 400, height: 300 } });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.setContent(`<main><div style="width: 450px">wide</div><img src="http://127.0.0.1:9/x">
      <svg role="img" viewBox="0 0 100 50" width="50" height="25"><title>t</title>
      <text x="5" y="20">one</text><text x="8" y="22">two</text></svg></main>`);
    expect(await page.evaluate(OVERFLOW)).toBeGreaterThan(0);
    expect(await page.evaluate(BAD_TEXTS)).toEqual(['t: one / two']);
    expect(await page.evaluate(SMALLEST_TEXT)).toBe(8);
    expect(requests).toEqual(['http://127.0.0.1:9/x']);
    await page.close();
  });
});

describe('junit.xml', () => {
  it.each(FIXTURE_NAMES)('is well formed for the %s run, hostile texts included', async (name) => {
    const page = await pages.browser.newPage();
    for (const data of [fixture(name), hostile(fixture(name))]) {
      const cases = Math.max(1, data.verdict.targets.length);
      expect(await page.evaluate(readXml(renderJunit(data)))).toEqual({ error: null, cases });
    }
    await page.close();
  });
});
