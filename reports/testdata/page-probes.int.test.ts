import { expect, it } from 'vitest';
import { axeFindings } from './axe.ts';
import { startPageTest } from './browser.ts';
import {
  BAD_TEXTS,
  BLACK_SHAPES,
  CUT_ON_PAPER,
  FOLDED_ON_PAPER,
  MISSIZED_DRAWINGS,
  OVERFLOW,
  PAGE_MARGINS,
  SCROLLING_TABLES,
  SENTENCES_BEYOND_SCREEN,
  SMALL_TARGETS,
  SMALLEST_TEXT,
  SQUEEZED_CELLS,
} from './page-probes.ts';

it('the probes of pages detect what they look for', async () => {
  const pages = await startPageTest();
  const page = await pages.browser.newPage({ viewport: { width: 400, height: 300 } });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.setContent(`<main><div style="width: 450px">wide</div><img src="http://127.0.0.1:9/x">
    <button style="width: 20px; height: 20px; padding: 0">x</button>
    <svg role="img" viewBox="0 0 100 50" width="50" height="25"><title>t</title>
    <text x="5" y="20">one</text><text x="8" y="22">two</text></svg>
    <svg viewBox="0 0 24 24" width="18" height="18" style="width: 300px"><path d="M0 0h9v9z" fill="red"/></svg>
    <p style="width: 90px">Wittgenstein-Gymnasium</p><p style="margin-left: 350px; width: 100px">beyond</p>
    <table><td style="width: 60px">95% of requests are answered within 200 ms</td><td width="500">x</td></table>
    <style>@page { @top-left { content: counter(page) } }</style><figure style="break-inside: avoid">whole</figure>
    <figure style="break-inside: auto">cut</figure><details class="sql" open><summary style="height: 24px">s</summary><code>SELECT</code></details>
    <div class="scroll" style="width: 100px; overflow-x: auto" aria-label="wide"><table><tbody><tr><th>a</th>
    <td><div style="width: 300px">b</div></td></tr></tbody></table></div></main>`);
  expect(await page.evaluate(PAGE_MARGINS)).toEqual(['top-left: counter(page)']);
  expect(await page.evaluate<string[]>(CUT_ON_PAPER)).toContain(
    '<figure style="break-inside: auto">cut</figure>',
  );
  expect((await page.evaluate<string[]>(CUT_ON_PAPER)).join()).not.toContain('whole');
  expect(await page.evaluate(FOLDED_ON_PAPER)).toEqual([{ isLong: true, isShown: true }]);
  expect(await page.evaluate(SCROLLING_TABLES)).toEqual([
    { name: 'wide', isColumnKept: false, isRoomLeft: true, isMarked: false },
  ]);
  expect(await page.evaluate<string[]>(SENTENCES_BEYOND_SCREEN)).toEqual([
    'P: Wittgenstein-Gymnasium',
    'P: beyond',
  ]);
  expect(await page.evaluate<string[]>(SQUEEZED_CELLS)).toHaveLength(1);
  expect(await page.evaluate(OVERFLOW)).toBeGreaterThan(0);
  expect(await page.evaluate(BAD_TEXTS)).toEqual(['t: one / two']);
  expect(await page.evaluate(SMALLEST_TEXT)).toBe(8);
  expect(await page.evaluate(SMALL_TARGETS)).toEqual(['BUTTON 20 x 20: x']);
  expect(await page.evaluate<string[]>(MISSIZED_DRAWINGS)).toHaveLength(1);
  expect(await page.evaluate<string[]>(BLACK_SHAPES)).toHaveLength(2); // the texts
  expect((await axeFindings(page)).some((line) => line.startsWith('image-alt'))).toBe(true);
  expect(requests).toEqual(['http://127.0.0.1:9/x']);
  await pages.end();
});
