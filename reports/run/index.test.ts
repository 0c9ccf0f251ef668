import { beforeAll, describe, expect, it } from 'vitest';
import { escapeHtml } from '../shared/page/html.ts';
import { SCRIPT_HASH } from '../shared/page/script.ts';
import { FIXTURE_NAMES, type FixtureName, fixture } from '../testdata/fixtures.ts';
import { expectGolden, withoutDrawings, withoutScript, withoutStyle } from '../testdata/golden.ts';
import { hostile, PAYLOAD } from '../testdata/hostile.ts';
import { nothingMeasured } from '../testdata/nothing.ts';
import { type Reports, renderReports } from './index.ts';

const MAX_BYTES = 1_500_000;

const COMPUTER_WORDS = /NaN|undefined|\[object|Infinity/;

/** Drawing takes a second, more on a busy machine. The limit must not decide the test. */
const TIME_LIMIT_MS = 120_000;

describe('renderReports', { timeout: TIME_LIMIT_MS }, () => {
  let drawn: Record<FixtureName, Reports>;

  beforeAll(async () => {
    const entries = FIXTURE_NAMES.map(async (name) => [name, await renderReports(fixture(name))] as const);
    drawn = Object.fromEntries(await Promise.all(entries)) as Record<FixtureName, Reports>;
  }, TIME_LIMIT_MS);

  it.each(FIXTURE_NAMES)('draws the %s run as its goldens', (name) => {
    const { html, markdown, junit } = drawn[name];
    expectGolden(`${name}.golden.html`, withoutStyle(withoutDrawings(html)));
    expectGolden(`${name}.golden.md`, markdown);
    expectGolden(`${name}.golden.xml`, junit);
  });

  it('gives the same bytes for the same run and does not change it', async () => {
    const data = fixture('fail');
    const before = structuredClone(data);
    expect(await renderReports(data)).toEqual(drawn.fail);
    expect(data).toEqual(before);
  });

  it('renders a run in which nothing was measured', async () => {
    const { html, markdown, junit } = await renderReports(nothingMeasured());
    expect(html).toContain('No target was judged.');
    expect(html).not.toContain('<svg class="chart');
    expect(withoutScript(html)).not.toMatch(COMPUTER_WORDS);
    expect(markdown).toContain('No target was judged.');
    expect(junit).toContain('<error');
  });

  it.each(FIXTURE_NAMES)('contains no words like NaN in the %s run', (name) => {
    const { html, markdown, junit } = drawn[name];
    for (const text of [withoutScript(html), markdown, junit]) expect(text).not.toMatch(COMPUTER_WORDS);
  });

  it('stays below its size limit for an hour at one point a second', async () => {
    const { html } = await renderReports(fixture('pass', 12));
    expect(Buffer.byteLength(html)).toBeLessThan(MAX_BYTES);
  });

  it('refers to nothing outside itself and contains no script but its own', () => {
    const { html } = drawn.pass;
    expect(withoutScript(html)).not.toMatch(
      /https?:|<script|<link(?! rel="icon" href="data:,")|@import|url\(/,
    );
    expect(html).toContain(
      `content="default-src &#39;none&#39;; script-src &#39;${SCRIPT_HASH}&#39;; style-src &#39;unsafe-inline&#39;; img-src data:"`,
    );
  });

  it('has in numbers what a chart only shows where script may run', () => {
    const { html } = drawn.pass;
    const hidden = [...html.matchAll(/ hidden>.*? response time ([^<]+)<\/li>/g)].map(([, name]) => name);
    expect(hidden.toSorted()).toEqual(['longest', 'p75', 'p90', 'p99.9']);
    const [table] = /<section id="time">.*?<\/section>/s.exec(html)![0].split('<details>').slice(1);
    for (const name of hidden) expect(table).toContain(`>${name}</th>`);
  });

  it('warns prominently that defects were planted and that a run was aborted', () => {
    const { html, markdown } = drawn.invalid;
    for (const text of [html, markdown]) {
      expect(text).toContain('Defects were planted on purpose.');
      expect(text).toContain('This run was aborted.');
      expect(text).toContain('pools of 4 connections');
    }
  });

  it.each(FIXTURE_NAMES)('escapes every text of the %s run', async (name) => {
    const { html, markdown, junit } = await renderReports(hostile(fixture(name)));
    const pageText = markdown.replace(/^`{3,}sh\n.*?\n`{3,}$/gms, '');
    expect(withoutScript(html)).not.toMatch(/<script|<img|<\/title><\/svg>|\u202E/);
    expect(html.split('&lt;script&gt;alert(1)').length).toBeGreaterThan(20);
    expect(pageText).not.toMatch(/<(?:script|img)|(?<!\\)\[x|\u202E/);
    expect(junit).not.toMatch(/<script|<img/);
    for (const text of [html, markdown, junit]) expect(text).not.toContain('\u0000');
    expect(junit).not.toContain(PAYLOAD.slice(0, 8));
  });

  it('escapes the texts of trust and blame: reasons, evidence, names of routes', async () => {
    const [failed, distrusted] = [hostile(fixture('fail')), hostile(fixture('distrusted'))];
    const pages = [await renderReports(failed), await renderReports(distrusted)];
    const isShown = (page: number, text: string) => pages[page]!.html.includes(escapeHtml(text));
    const { verdict, summary } = failed;
    const texts = [
      verdict.targets[0]!.suspect!.reason,
      verdict.targets[0]!.suspect!.evidence[0]!.label,
      verdict.saturation[3]!.saturation!.label,
      verdict.saturation[3]!.evidence[0]!.label,
      summary.routeTimes[0]!.route,
    ];
    for (const text of texts) {
      expect(text).toContain('<script>');
      expect(isShown(0, text)).toBe(true);
    }
    const check = distrusted.verdict.validity.checks.find(({ status }) => status === 'violated')!;
    expect(check.reason).toContain('<script>');
    expect(isShown(1, check.reason)).toBe(true);
    expect(isShown(1, distrusted.summary.phases[1]!.intendedStartUnknown!)).toBe(true);
  });
});
