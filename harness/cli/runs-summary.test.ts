import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderRuns } from './runs-summary.ts';

type Listed = Parameters<typeof renderRuns>[0];

const RUN: Listed['runs'][number] = {
  folder: `${process.cwd()}/runs/20261121T012428Z-tvet-connect-3f9a1c`,
  id: '20261121T012428Z-tvet-connect-3f9a1c',
  platform: 'tvet-connect',
  title: 'TVET Connect',
  startedAt: '2026-11-21T01:24:28.000Z',
  state: 'complete',
  users: 30_000,
  ratePerSec: 1060,
  status: 'pass',
  headline: 'TVET Connect carries its documented load: all 6 targets pass.',
  sizeBytes: 18_240_000,
  error: null,
};
const UNREADABLE = {
  code: 'RUN_UNREADABLE',
  message: 'verdict.json cannot be read: it is not JSON.',
  hint: 'Restore it.',
};

const render = (runs: Listed['runs'], unreadable: Listed['unreadable'] = [], colour = false) =>
  renderRuns({ kind: 'runs', runs, unreadable }, 'runs', { colour, columns: 120 });

describe('renderRuns', () => {
  it('has verdict, date, load and size of each run, and below them its headline and its folder', () => {
    const stopped = { ...RUN, state: 'aborted', status: null, headline: null, users: null } as const;
    expect(render([RUN, stopped])).toBe(`
  ✓ pass                  21 November 2026, 01:24 UTC  30,000 users, 1,060 requests/s  18.2 MB
    TVET Connect carries its documented load: all 6 targets pass.
    runs/20261121T012428Z-tvet-connect-3f9a1c

  · no verdict (aborted)  21 November 2026, 01:24 UTC  1,060 requests/s                18.2 MB
    It was not judged.
    runs/20261121T012428Z-tvet-connect-3f9a1c

`);
  });

  it('says what cannot be read, and why', () => {
    expect(render([{ ...RUN, status: null, headline: null, error: UNREADABLE }])).toContain(
      '\n    verdict.json cannot be read: it is not JSON.\n',
    );
    expect(render([], [{ folder: '/runs/broken', error: UNREADABLE }])).toMatch(
      /No runs in runs yet\. .*\n\n {2}Not readable, and left out:\n {4}broken: verdict\.json cannot be read/,
    );
  });

  it('is the same without colours, and carries no commands for the terminal', () => {
    expect(stripVTControlCharacters(render([RUN], [], true))).toBe(render([RUN]));
    const hostile = '\u001b[2J\u202e';
    const text = render([{ ...RUN, headline: hostile, folder: `/${hostile}`, startedAt: hostile }]);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
