import { describe, expect, it } from 'vitest';
import { madeUpIndex } from '../../reports/testdata/indexes.ts';
import type { Turn } from '../batch/in-turn.ts';
import { EXIT, type ExitCode, ProofloadError } from '../model/errors.ts';
import type { ReportIndex } from '../model/report-index.ts';
import { endSeveral, type Failed, tellingFailure } from './several.ts';
import { keptShell } from './testing/kept-shell.ts';

const MISSING = new ProofloadError('PROGRAM_MISSING', 'nginx was not found.', 'Install it.');
const FILES = {
  folder: '/runs',
  jsonFile: '/runs/i.json',
  htmlFile: '/runs/i.html',
  markdownFile: '/runs/i.md',
};

/** Ends with these turns; a result is its own exit code. */
async function end(
  turns: Turn<ExitCode>[],
  { json = false, state = 'complete' as ReportIndex['state'] } = {},
) {
  const { kept, shell } = keptShell();
  const pdfOf: string[] = [];
  const printed: { results: readonly ExitCode[]; indexFile: string; failures: readonly Failed[] }[] = [];
  await endSeveral(
    shell,
    { turns, files: FILES, index: { ...madeUpIndex('mixed'), state } as ReportIndex },
    {
      json,
      printPdf: async (htmlFile) => void pdfOf.push(htmlFile),
      exitCodeOf: (code) => code,
      print: (results, indexFile, failures) => void printed.push({ results, indexFile, failures }),
    },
  );
  return { ...kept(), printed, pdfOf };
}

const result = (code: ExitCode) => ({ result: code, durationMs: 1 });
const failure = { failure: MISSING, durationMs: 1 };

describe('the end of several', () => {
  it.each([
    [[result(EXIT.pass), result(EXIT.pass)], EXIT.pass],
    [[result(EXIT.pass), result(EXIT.fail), result(EXIT.inconclusive)], EXIT.fail],
    [[result(EXIT.fail), failure], EXIT.environment],
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
      { results: [EXIT.pass], indexFile: '/runs/i.json', failures: [{ place: 1, error }] },
    ]);
  });
});

describe('tellingFailure', () => {
  it('shows what could not run at once, and leaves the error as it is', async () => {
    const { kept, shell } = keptShell();
    await expect(tellingFailure(shell, 'Hall', () => Promise.reject(MISSING))).rejects.toBe(MISSING);
    expect(kept().err).toContain(
      'Hall could not run.\n  nginx was not found.\n  PROGRAM_MISSING · Install it.',
    );
    expect(await tellingFailure(shell, 'Hall', async () => 1)).toBe(1);
  });
});
