import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/provision/chromium.ts';

/** A page, the browser's complaints about it, and its requests other than for the page itself. */
export type OpenedPage = { page: Page; complaints: string[]; requests: string[] };

export type PageTest = {
  browser: Browser;
  folder: string;
  /** Writes a page into the folder and opens it. */
  open(name: string, html: string): Promise<OpenedPage>;
  end(): Promise<void>;
};

/** Starts Chromium, which sends no requests of its own, with a folder for the pages to open. */
export async function startPageTest(): Promise<PageTest> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-pages-'));
  const browser = await chromium.launch({
    executablePath: await findChromium(process.env),
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  return {
    browser,
    folder,
    async open(name, html) {
      const file = join(folder, `${name}.html`);
      const address = pathToFileURL(file).href;
      await writeFile(file, html);
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (request.url() !== address && !request.url().startsWith('data:')) requests.push(request.url());
      });
      await page.goto(address, { waitUntil: 'load' });
      return { page, complaints, requests };
    },
    async end() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
