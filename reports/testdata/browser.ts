import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/provision/chromium.ts';

/** A page, the browser's complaints about it, and its requests other than for the page itself. */
export type OpenedPage = { page: Page; complaints: string[]; requests: string[] };

/** Pages are opened one after the other in the same tab, because a new one takes a process. Each starts wide and light. */
export type PageTest = {
  browser: Browser;
  folder: string;
  /** Writes a page into the folder and opens it. */
  open(name: string, html: string): Promise<OpenedPage>;
  /** Serves a page with this policy, which also keeps style sheets from applying, and opens it. */
  openUnder(policy: string, html: string): Promise<OpenedPage>;
  end(): Promise<void>;
};

/** What Jenkins sends with every file that a build publishes, unless its administrator changes it. */
export const JENKINS_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";

/** Starts Chromium, which sends no requests of its own, with a folder for the pages to open. */
export async function startPageTest(): Promise<PageTest> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-pages-'));
  const browser = await chromium.launch({
    executablePath: await findChromium(process.env),
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  const files = new Tab(browser);
  const served = new Tab(browser);
  return {
    browser,
    folder,
    async open(name, html) {
      const file = join(folder, `${name}.html`);
      await writeFile(file, html);
      return files.open(pathToFileURL(file).href);
    },
    openUnder: (policy, html) => served.open(SERVED, { policy, html }),
    async end() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const WIDE = { width: 1400, height: 900 };
const SERVED = 'http://report.test/report.html';

type Served = { policy: string; html: string };

class Tab {
  readonly #browser: Browser;
  #page: Promise<Page> | null = null;
  #served: Served | null = null;
  #address = '';
  #complaints: string[] = [];
  #requests: string[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async open(address: string, served: Served | null = null): Promise<OpenedPage> {
    this.#page ??= this.#newPage(served !== null);
    const page = await this.#page;
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    const [complaints, requests]: [string[], string[]] = [[], []];
    this.#served = served;
    this.#address = address;
    this.#complaints = complaints;
    this.#requests = requests;
    await page.goto(address, { waitUntil: 'load' });
    return { page, complaints, requests };
  }

  async #newPage(isServed: boolean): Promise<Page> {
    const page = await this.#browser.newPage({ viewport: WIDE });
    page.on('console', (message) => this.#complaints.push(message.text()));
    page.on('pageerror', (error) => this.#complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      this.#complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== this.#address && !request.url().startsWith('data:'))
        this.#requests.push(request.url());
    });
    if (isServed) {
      await page.route(SERVED, (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: this.#served!.html,
          headers: { 'content-security-policy': this.#served!.policy },
        }),
      );
    }
    return page;
  }
}
