import { expect, it } from 'vitest';
import { renderReports } from '../../reports/run/index.ts';
import { escapeMarkdown } from '../../reports/shared/markdown-text.ts';
import { escapeHtml } from '../../reports/shared/page/html.ts';
import { fixture } from '../../reports/testdata/fixtures.ts';
import { platformEntry } from '../batch/entries.ts';
import type { RunFolder } from '../store/index.ts';
import { headline } from '../verdict/headline.ts';
import { runAtAGlance } from './run-at-a-glance.ts';
import { renderRuns } from './runs-summary.ts';
import { renderVerdict } from './verdict-summary.ts';

/** Drawing takes a second, more on a busy machine. The limit must not decide the test. */
const TIME_LIMIT_MS = 120_000;
const STYLE = { colour: false, columns: 100 };

const inOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

it.each([
  ['a documented platform', {}, 'TVET Connect carries its documented load: all 6 promises hold.'],
  [
    'a system of one’s own',
    { title: '127.0.0.1:3000/api/items', promisedBy: 'config' as const },
    '127.0.0.1:3000/api/items meets all 6 of its targets with 30,000 users, and at 1,200 requests/s.',
  ],
])(
  'every output has the same headline for %s',
  async (_, named, sentence) => {
    const { run: measured, verdict, summary } = fixture('pass');
    const run = { ...measured, ...named };
    expect(headline(verdict, run)).toBe(sentence);

    const { html, markdown } = await renderReports({ run, verdict, summary });
    expect(html).toContain(`<h1>${escapeHtml(sentence)}</h1>`);
    expect(markdown).toContain(`\n${escapeMarkdown(sentence)}\n`);
    expect(inOneLine(renderVerdict({ run, verdict }, STYLE))).toContain(sentence);

    const folder = { path: '/runs/one' } as RunFolder;
    const listed = { ...runAtAGlance({ folder, run }, verdict), sizeBytes: 1, error: null };
    expect(listed.headline).toBe(sentence);
    const runs = renderRuns({ kind: 'runs', runs: [listed], unreadable: [] }, 'runs', STYLE);
    expect(inOneLine(runs)).toContain(sentence);

    const system = { slug: run.platform, title: run.title ?? run.platform };
    const turn = { result: { run, verdict, summary, folder }, durationMs: 1 };
    expect(platformEntry(system, turn, '/runs').run?.headline).toBe(sentence);
  },
  TIME_LIMIT_MS,
);
