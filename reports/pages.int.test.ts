import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderIndex } from './index/index.ts';
import { renderJunit } from './run/formats/junit.ts';
import { renderReports } from './run/index.ts';
import { slowestSection } from './run/page/tables.ts';
import { pageShell } from './shared/page/page-shell.ts';
import { SCRIPT } from './shared/page/script.ts';
import { axeFindings } from './testdata/axe.ts';
import { JENKINS_POLICY, type PageTest, startPageTest } from './testdata/browser.ts';
import { madeUpComparison } from './testdata/comparisons.ts';
import { expectToFitPaper, expectToFitScreens, WIDTHS, widen } from './testdata/fitting.ts';
import { FIXTURE_NAMES, fixture } from './testdata/fixtures.ts';
import { hostile } from './testdata/hostile.ts';
import { madeUpIndex } from './testdata/indexes.ts';
import {
  BAD_TEXTS,
  BLACK_SHAPES,
  DRAWINGS_SHOWN,
  MISSIZED_DRAWINGS,
  OVERFLOW,
  readXml,
  SENTENCES_BEYOND_SCREEN,
  SQUEEZED_CELLS,
} from './testdata/page-probes.ts';
import { PAGES, pagesNamed } from './testdata/pages.ts';

/*
 * Every page in Chromium. A browser is slow to start and a page slow to load, so there is one browser with one tab for each policy, a page
 * is loaded once for each policy, and everything else happens to the loaded page.
 */

/** Each has something that no other page has. */
const READ_BY_AXE = [
  'run, pass',
  'run, fail',
  'comparison, refuted',
  'comparison, nothing-seen',
  'comparison, unusable',
  'comparison, what was carried',
  'calibration, wrong',
  'index, mixed',
  'index, experiments',
  'trend, broken-up',
];
const LARGEST_BYTES = 1_500_000;

let pages: PageTest;

beforeAll(async () => {
  pages = await startPageTest();
});
afterAll(() => pages?.end());

const fileName = (name: string) => name.replaceAll(/\W+/g, '-');

it.each(PAGES)('$name fits screens and paper, logs nothing and requests nothing', async ({ name, draw }) => {
  const { html } = await draw();
  expect(Buffer.byteLength(html)).toBeLessThan(LARGEST_BYTES);
  const { page, complaints, requests } = await pages.open(fileName(name), html);
  const scrolling = await expectToFitScreens(page);
  const folded = await expectToFitPaper(page);
  if (name === 'run, fail') {
    expect(scrolling).toContain('Statements with the most time');
    expect(folded).toBeGreaterThan(2); // statements, and the checks that held
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
    expect(sheets.length).toBeGreaterThanOrEqual(5);
    expect(sheets.length).toBeLessThanOrEqual(14);
  }

  if (READ_BY_AXE.includes(name)) {
    for (const [width, colorScheme] of [
      [390, 'dark'],
      [1400, 'light'],
    ] as const) {
      await widen(page, width);
      await page.emulateMedia({ media: 'screen', colorScheme });
      expect(await axeFindings(page)).toEqual([]);
    }
  }
  expect([...complaints, ...requests]).toEqual([]);
});

it.each(
  pagesNamed(
    'run, pass',
    'run, fail',
    'run, invalid',
    'comparison, refuted',
    'comparison, nothing-seen',
    'comparison, unusable',
    'comparison, what was carried',
    'calibration, wrong',
    'index, mixed',
    'index, interrupted',
    'index, experiments',
    'index, growth',
    'trend, worse',
    'trend, broken-up',
  ),
)("$name is plain and legible under Jenkins' policy, without style sheet and script", async ({ draw }) => {
  const { page, requests } = await pages.openUnder(JENKINS_POLICY, (await draw()).html);
  expect(await page.evaluate('document.styleSheets.length')).toBe(0);
  expect(await page.evaluate('document.querySelectorAll("button").length')).toBe(0);
  expect(await page.evaluate(MISSIZED_DRAWINGS)).toEqual([]);
  expect(await page.evaluate(BLACK_SHAPES)).toEqual([]);
  expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
  expect((await page.evaluate<number[]>(DRAWINGS_SHOWN)).filter((shown) => shown !== 1)).toEqual([]);
  for (const width of WIDTHS) {
    await widen(page, width);
    expect(await page.evaluate(SENTENCES_BEYOND_SCREEN)).toEqual([]);
    expect(await page.evaluate(SQUEEZED_CELLS)).toEqual([]);
  }
  for (const [media, colorScheme] of [
    ['screen', 'dark'],
    ['print', 'light'],
  ] as const) {
    await page.emulateMedia({ media, colorScheme }); // the drawings have their light colours, and so has the page
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('normal');
    expect(await page.evaluate(MISSIZED_DRAWINGS)).toEqual([]);
  }
  expect(requests).toEqual([]);
});

it.each(
  pagesNamed(
    'run, fail',
    'comparison, supported',
    'calibration, wrong',
    'index, mixed',
    'index, experiments',
    'trend, broken-up',
  ),
)('$name keeps hostile texts as text', async ({ drawHostile }) => {
  const { page, complaints, requests } = await pages.open('hostile', (await drawHostile()).html);
  expect(await page.locator('script').allTextContents()).toEqual([SCRIPT]);
  expect(await page.locator('img, iframe, object, [onerror]').count()).toBe(0);
  expect(await page.locator('h1').count()).toBe(1);
  const text = await page.locator('main').textContent();
  expect(text).toContain('<script>alert(1)</script><img src=x onerror=alert(2)>');
  for (const width of WIDTHS) {
    await widen(page, width);
    expect(await page.evaluate(OVERFLOW)).toBe(0);
  }
  expect([...complaints, ...requests]).toEqual([]);
});

it('names of 10 KB fit screens', async () => {
  const long = 'x'.repeat(10_000);
  const text = JSON.stringify(fixture('fail'));
  const longer = ['users-steady', 'sync.read', 'tvet.p95', 'TVET Connect', 'student_sync'].reduce(
    (data, name) => data.replaceAll(`"${name}"`, `"${name}${long}"`),
    text,
  );
  const { page, complaints } = await pages.open('long', (await renderReports(JSON.parse(longer))).html);
  for (const width of WIDTHS) {
    await widen(page, width);
    expect(await page.evaluate(OVERFLOW)).toBe(0);
  }
  expect(complaints).toEqual([]);
});

describe('where script is allowed', () => {
  const firstColumn = `[...document.querySelectorAll('#slowest table[data-sortable] tbody')[0].rows].map((row) => row.cells[0].textContent)`;
  const column = (index: number) =>
    `[...document.querySelectorAll('#slowest table[data-sortable] tbody')[0].rows].map((row) => row.cells[${index}].textContent)`;
  const numbers = (texts: string[]) => texts.map((text) => Number(text.replaceAll(',', '')));

  it('tables sort by a column', async () => {
    const data = fixture('fail');
    const [first, ...others] = data.summary.routes;
    const endless = {
      ...first!,
      route: 'never.answered',
      quantilesMs: data.summary.quantiles.map(() => Infinity),
    };
    const unknown = { ...first!, route: 'unknown', quantilesMs: null, correct: 0 };
    const summary = { ...data.summary, routes: [unknown, endless, first!, ...others] };
    const main = slowestSection({ ...data, summary });
    const { page } = await pages.open(
      'script',
      pageShell({ documentTitle: 'Sorted', subject: 'Tables', contents: [], main }),
    );
    const asDrawn = await page.evaluate<string[]>(firstColumn);
    const head = page.locator('#slowest table[data-sortable]').first().locator('thead th').nth(1);
    const sort = head.getByRole('button');

    await sort.click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const [top, ...below] = await page.evaluate<string[]>(column(1));
    expect(top).toBe('endless');
    expect(below.at(-1)).toBe('not derivable');
    const times = numbers(below.slice(0, -1));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    await sort.click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect((await page.evaluate<string[]>(column(1))).slice(-2)).toEqual(['endless', 'not derivable']);
    await sort.click();
    expect(await page.evaluate<string[]>(firstColumn)).toEqual(asDrawn);
  });

  it('series switch off and on', async () => {
    const [failed] = pagesNamed('run, fail');
    const { page } = await pages.open('switch', (await failed!.draw()).html);
    const entry = (label: string) =>
      page.locator('#chart-response-time').getByRole('button', { name: label, exact: true });
    const shown = (series: string) =>
      page.evaluate<number>(
        `[...document.querySelectorAll('#chart-response-time svg.chart-wide [data-series="${series}"]')].filter((group) => group.getClientRects().length > 0 && group.getAttribute('display') !== 'none').length`,
      );
    expect(await shown('service')).toBeGreaterThan(0);
    await entry('service time p95').click();
    expect(await shown('service')).toBe(0);
    await entry('service time p95').click();
    expect(await shown('service')).toBeGreaterThan(0);

    const longest = `q${fixture('fail').summary.quantiles.indexOf(1)}`;
    expect(await shown(longest)).toBe(0);
    expect(await entry('response time longest').getAttribute('aria-pressed')).toBe('false');
    await entry('response time longest').click();
    expect(await shown(longest)).toBeGreaterThan(0);
  });
});

describe('links', () => {
  const addressesIn = (page: Page, selector: string) =>
    page.evaluate<string[]>(`[...document.querySelectorAll('${selector}')].map((link) => link.href)`);
  const address = (folder: string) => pathToFileURL(join(pages.folder, folder, 'report.html')).href;

  it('of a comparison lead to the reports of its runs; one legend switches the series of all its figures', async () => {
    const [supported] = pagesNamed('comparison, supported');
    const { page } = await pages.open('links', (await supported!.draw()).html);
    const folders = madeUpComparison('supported').run.repetitions.map(({ folder }) => folder!);
    expect(await addressesIn(page, '#runs a')).toEqual(folders.map(address));
    expect(await page.locator('#time .legend').count()).toBe(1);
    await page.locator('#time .legend button').first().click();
    const states = await page.evaluate<string[]>(
      `[...document.querySelectorAll('#time svg.chart [data-series="arm1"]')].map((group) => group.getAttribute('display'))`,
    );
    expect(states.length).toBeGreaterThan(4);
    expect(new Set(states)).toEqual(new Set(['none']));
  });

  it('of an index lead to the reports next to it', async () => {
    const { page } = await pages.open('index-links', (await renderIndex(madeUpIndex('all-pass'))).html);
    const report = address('20261125T134640Z-pass-3f9a1c');
    expect(await addressesIn(page, '#platforms a')).toEqual([report, report]);
  });
});

describe('junit.xml', () => {
  it('is well formed, hostile texts included', async () => {
    const page = await pages.browser.newPage();
    for (const name of FIXTURE_NAMES) {
      for (const data of [fixture(name), hostile(fixture(name))]) {
        const cases = Math.max(1, data.verdict.targets.length);
        expect(await page.evaluate(readXml(renderJunit(data)))).toEqual({ error: null, cases });
      }
    }
    await page.close();
  });
});
