import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

export type PageTest = { browser: Browser; folder: string; end(): Promise<void> };

/** Chromium, which asks for nothing by itself, and a folder for the pages it is to open. */
export async function startPageTest(): Promise<PageTest> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-pages-'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  return {
    browser,
    folder,
    async end() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
