import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import {
  BAD_TEXTS,
  CUT_ON_PAPER,
  DRAWINGS_SHOWN,
  FOLD_ALL,
  FOLDED_ON_PAPER,
  OVERFLOW,
  PAGE_COLORS,
  PAGE_MARGINS,
  SCROLLING_TABLES,
  SMALL_TARGETS,
  SMALLEST_TEXT,
  UNFOLD_ALL,
} from './page-probes.ts';

/** From a desktop to a phone. */
export const WIDTHS = [1400, 768, 390];
/** A4 without its margins. */
const PAPER_WIDTH = 688;

export const widen = (page: Page, width: number) => page.setViewportSize({ width, height: 900 });

/** At every width, and unfolded at the last. Gives the names of the tables that scroll there. */
export async function expectToFitScreens(page: Page): Promise<string[]> {
  for (const width of WIDTHS) {
    await widen(page, width);
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
    expect(await page.evaluate(SMALLEST_TEXT)).toBeGreaterThan(10);
    expect(await page.evaluate(SMALL_TARGETS)).toEqual([]);
    expect((await page.evaluate<number[]>(DRAWINGS_SHOWN)).filter((shown) => shown !== 1)).toEqual([]);
  }
  await page.evaluate(UNFOLD_ALL);
  expect(await page.evaluate(OVERFLOW)).toBe(0);
  const tables = await page.evaluate<{ name: string }[]>(SCROLLING_TABLES);
  for (const table of tables)
    expect(table).toMatchObject({ isColumnKept: true, isRoomLeft: true, isMarked: true });
  return tables.map(({ name }) => name);
}

/**
 * Light in any case, with numbered pages, nothing cut in two, and nothing folded but what is long, however it was folded on the screen.
 * Gives how many are folded, and leaves the page unfolded.
 */
export async function expectToFitPaper(page: Page): Promise<number> {
  await widen(page, PAPER_WIDTH);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate(OVERFLOW)).toBe(0);
  expect(await page.evaluate(BAD_TEXTS)).toEqual([]);
  expect(await page.evaluate(PAGE_COLORS)).toEqual(['rgb(255, 255, 255)', 'rgb(26, 30, 35)']);
  expect(await page.evaluate(PAGE_MARGINS)).toEqual([
    'bottom-left: "Proofload"',
    'bottom-right: counter(page) " / " counter(pages)',
  ]);
  expect(await page.evaluate(CUT_ON_PAPER)).toEqual([]);
  let foldable: { isLong: boolean; isShown: boolean }[] = [];
  for (const fold of [FOLD_ALL, UNFOLD_ALL]) {
    await page.evaluate(fold);
    foldable = await page.evaluate(FOLDED_ON_PAPER);
    expect(foldable.filter(({ isLong, isShown }) => isLong === isShown)).toEqual([]);
  }
  return foldable.filter(({ isLong }) => isLong).length;
}
