import { describe, expect, it } from 'vitest';
import { madeUpIndex } from '../../reports/testdata/indexes.ts';
import type { Turn } from '../batch/in-turn.ts';
import { EXIT, type ExitCode, ProofloadError } from '../model/errors.ts';
import type { ReportIndex } from '../model/report-index.ts';
import { endSeveral, type Failed, type Finished, oneOfSeveral } from './several.ts';
import { keptShell } from './testing/kept-shell.ts';

const MISSING = new ProofloadError('PROGRAM_MISSING', 'nginx was not found.', 'Install it.');
const FILES = {
  folder: '/runs',
  jsonFile: '/runs/i.json',
  htmlFile: '/runs/i.html',
  markdownFile: '/runs/i.md',
};

const NOT_PRINTED = new ProofloadError('PDF_FAILED', 'The browser did not print it.', 'Print it yourself.');

type Measured = { code: ExitCode };

/** Ends with these turns. */
async function end(
  turns: Turn<Finished<Measured>>[],
  { json = false, state = 'complete' as ReportIndex['state'] } = {},
) {
  const { kept, shell } = keptShell();
  const pdfOf: string[] = [];
  const printed: { results: readonly Measured[]; indexFile: string; failures: readonly Failed[] }[] = [];
  await endSeveral(
    shell,
    { turns, files: FILES, index: { ...madeUpIndex('mixed'), state } as ReportIndex },
    {
      json,
      printPdf: async (htmlFile) => void pdfOf.push(htmlFile),
      exitCodeOf: ({ code }) => code,
      print: (results, indexFile, failures) => void printed.push({ results, indexFile, failures }),
    },
  );
  return { ...kept(), printed, pdfOf };
}

const result = (code: ExitCode, unprinted: ProofloadError | null = null) => ({
  result: { code, unprinted },
  durationMs: 1,
});
const failure = { failure: MISSING, durationMs: 1 };

describe('the end of several', () => {
  it.each([
    [[result(EXIT.pass), result(EXIT.pass)], EXIT.pass],
    [[result(EXIT.pass), result(EXIT.fail), result(EXIT.inconclusive)], EXIT.fail],
    [[result(EXIT.fail), failure], EXIT.environment],
    [[result(EXIT.pass, NOT_PRINTED), result(EXIT.fail)], EXIT.environment],
  ])('has the worst exit code', async (turns, code) => {
    expect((await end(turns)).code).toBe(code);
  });

  it('has the exit code of an interruption, even if all that was measured passed', async () => {
    const { code, pdfOf } = await end([result(EXIT.pass)], { state: 'aborted' });
    expect(code).toBe(EXIT.interrupted);
    expect(pdfOf).toEqual([]);
  });

  it('shows a table and the path of the index, or hands both over to be printed as JSON', async () => {
    const shown = await end([result(EXIT.pass)]);
    expect(shown.pdfOf).toEqual(['/runs/i.html']);
    expect(shown.out).toContain('6 of 6 targets');
    expect(shown.out).toMatch(/index {3}\S*runs\/i\.html/);
    expect(shown.printed).toEqual([]);
    const { out, printed } = await end([result(EXIT.pass), failure], { json: true });
    expect(out).toBe('');
    const error = { code: 'PROGRAM_MISSING', message: 'nginx was not found.', hint: 'Install it.' };
    expect(printed).toEqual([
      { results: [result(EXIT.pass).result], indexFile: '/runs/i.json', failures: [{ place: 1, error }] },
    ]);
  });

  it('hands over what was measured although its report was not printed, with the reason', async () => {
    const { printed } = await end([failure, result(EXIT.pass, NOT_PRINTED)], { json: true });
    expect(printed).toMatchObject([
      {
        results: [{ code: EXIT.pass }],
        failures: [
          { place: 0, error: { code: 'PROGRAM_MISSING' } },
          { place: 1, error: { code: 'PDF_FAILED' } },
        ],
      },
    ]);
  });
});

describe('oneOfSeveral', () => {
  const judged = { folder: { reportHtmlFile: '/runs/a/report.html' }, code: EXIT.pass };
  const one = (work: () => Promise<typeof judged>, printPdf: ((file: string) => Promise<void>) | null) => {
    const { kept, shell } = keptShell();
    return { ended: oneOfSeveral(shell, 'Hall', work, printPdf), told: () => kept().err };
  };

  it('shows what could not run at once, and leaves the error as it is', async () => {
    const { ended, told } = one(() => Promise.reject(MISSING), null);
    await expect(ended).rejects.toBe(MISSING);
    expect(told()).toContain('Hall could not run.\n  nginx was not found.\n  PROGRAM_MISSING · Install it.');
  });

  it('prints the report of what ran', async () => {
    const pdfOf: string[] = [];
    const { ended, told } = one(
      async () => judged,
      async (file) => void pdfOf.push(file),
    );
    expect(await ended).toEqual({ ...judged, unprinted: null });
    expect(pdfOf).toEqual(['/runs/a/report.html']);
    expect(told()).toBe('');
  });

  it('keeps what ran if its report cannot be printed, and does not say that it could not run', async () => {
    const { ended, told } = one(
      async () => judged,
      () => Promise.reject(NOT_PRINTED),
    );
    expect(await ended).toEqual({ ...judged, unprinted: NOT_PRINTED });
    expect(told()).toContain(
      'Hall was judged, but its report was not printed.\n  The browser did not print it.',
    );
    expect(told()).toContain('PDF_FAILED · Print it yourself.');
    expect(told()).not.toContain('could not run');
  });
});
