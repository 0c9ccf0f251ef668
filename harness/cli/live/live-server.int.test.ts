import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveView } from '../../../reports/live/live-view.ts';
import { axeFindings } from '../../../reports/testdata/axe.ts';
import { type PageTest, startPageTest } from '../../../reports/testdata/browser.ts';
import {
  OVERFLOW,
  PAGE_COLORS,
  SENTENCES_BEYOND_SCREEN,
  SMALL_TARGETS,
} from '../../../reports/testdata/page-probes.ts';
import { type LiveServer, startLiveServer } from './live-server.ts';
import { MOMENTS, recordedView } from './testing/recorded-run.ts';

const VIEW: LiveView = {
  title: 'Clinic',
  load: '500 users, 100 requests/s',
  step: 'Phase steady',
  fraction: 0.5,
  timeLeft: 'about 2 min left',
  figures: [{ name: 'Requests a second', value: '97' }],
  ratesPerSec: [90, 100, 97],
  responseTimeP95sMs: [5, null, 6],
  targets: [
    {
      statement: 'Pages are fast',
      bound: 'under 200 ms',
      figure: '6 ms',
      side: 'on the promised side',
      sideClass: 'within',
      seconds: '30 of 76 s',
    },
  ],
  events: ['30 s: servers: 3 started'],
  end: null,
};

const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> \u202e &amp; ]]>';

let chromium: PageTest;
let server: LiveServer;
beforeAll(async () => {
  chromium = await startPageTest();
  server = await startLiveServer(VIEW);
});
afterAll(async () => {
  await server.close();
  await chromium.end();
});

async function opened(options = {}) {
  const page = await chromium.browser.newPage(options);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(server.url);
  await page.getByText('Phase steady').waitFor();
  return { page, complaints };
}
const text = (page: Awaited<ReturnType<typeof opened>>['page']) => page.locator('body').innerText();

describe('the live page', () => {
  it('shows what is sent, says that it is no verdict, and how it ended', async () => {
    server.send(VIEW);
    const { page, complaints } = await opened();
    expect(await text(page)).toMatch(/Live: no verdict yet[\s\S]*A live figure is not a verdict/);
    expect(await page.locator('#standings tr').allInnerTexts()).toEqual([
      'Pages are fast\tunder 200 ms\t6 ms\ton the promised side\t30 of 76 s',
    ]);
    server.send({ ...VIEW, targets: [{ ...VIEW.targets[0]!, figure: '7 ms' }] });
    await page.getByText('7 ms').waitFor();
    server.send({ ...VIEW, end: 'All promises hold.' });
    await page.getByText('All promises hold.').waitFor();
    expect(await page.locator('#state').innerText()).toBe('Ended');
    expect(complaints).toEqual([]);
    await page.close();
    server.send(VIEW);
  });

  it.each(Object.keys(MOMENTS) as (keyof typeof MOMENTS)[])(
    'of a recorded run, while %s: fits screens, light and dark, and axe-core finds nothing',
    async (moment) => {
      const view = recordedView(moment);
      const recorded = await startLiveServer(view);
      const page = await chromium.browser.newPage();
      await page.goto(recorded.url);
      await page.getByText(view.end ?? view.step).waitFor();
      expect(await page.locator('#standings tr').count()).toBe(view.targets.length);
      for (const width of [1400, 768, 390]) {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          expect(await page.evaluate(OVERFLOW)).toBe(0);
          expect(await page.evaluate(SENTENCES_BEYOND_SCREEN)).toEqual([]);
          expect(await page.evaluate(SMALL_TARGETS)).toEqual([]);
          const [background] = (await page.evaluate(PAGE_COLORS)) as [string];
          expect(background).toBe(colorScheme === 'light' ? 'rgb(253, 253, 251)' : 'rgb(20, 23, 26)');
          // Everything is there while a server is down; at other moments, less is.
          if (moment === 'a server is down' || (width === 390 && colorScheme === 'dark')) {
            expect(await axeFindings(page)).toEqual([]);
          }
        }
      }
      await page.close();
      await recorded.close();
    },
  );

  it('shows texts from outside as texts', async () => {
    const { page, complaints } = await opened();
    const target = { ...VIEW.targets[0]!, statement: HOSTILE, figure: HOSTILE };
    server.send({ ...VIEW, title: HOSTILE, targets: [target], events: [HOSTILE], step: 'Phase hostile' });
    await page.getByText('Phase hostile').waitFor();
    expect(await page.locator('#events script, #events img, #standings script, #title script').count()).toBe(
      0,
    );
    expect(await page.locator('#events').textContent()).toBe(HOSTILE);
    expect(complaints).toEqual([]);
    await page.close();
    server.send(VIEW);
  });
});

describe('the server of the live page', () => {
  const elsewhere = (path: string) => new URL(path, server.url).href;

  it('is on the loopback interface, behind a token that nobody can guess', async () => {
    const other = await startLiveServer(VIEW);
    try {
      const { hostname, pathname } = new URL(server.url);
      expect(hostname).toBe('127.0.0.1');
      expect(pathname).toMatch(/^\/[0-9a-f]{32}\/$/);
      expect(new URL(other.url).pathname).not.toBe(pathname);
    } finally {
      await other.close();
    }
  });

  it.each(['/', '/figures', '/live.js', `/${'0'.repeat(32)}/`, `/${'0'.repeat(32)}/figures`])(
    'has nothing at %s',
    async (path) => {
      expect((await fetch(elsewhere(path))).status).toBe(404);
    },
  );

  it('takes nothing, and is neither cached nor referred to', async () => {
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
    const { headers } = await fetch(server.url);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('has room for ten pages', async () => {
    const gone = new AbortController();
    const follow = () => fetch(elsewhere('figures'), { signal: gone.signal });
    const statuses = await Promise.all(Array.from({ length: 11 }, async () => (await follow()).status));
    expect(statuses.filter((status) => status === 503)).toHaveLength(1);
    gone.abort();
    await expect
      .poll(async () => (await fetch(elsewhere('figures'), { signal: AbortSignal.timeout(5000) })).status)
      .toBe(200);
  });

  it('ends although a page is open', async () => {
    const other = await startLiveServer(VIEW);
    const { port, pathname } = new URL(other.url);
    const socket = connect(Number(port), '127.0.0.1');
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.write(`GET ${pathname}figures HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    await other.close();
    await ended;
    await expect(fetch(other.url)).rejects.toThrow();
  });
});
