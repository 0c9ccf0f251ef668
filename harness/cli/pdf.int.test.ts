import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptOutput } from '../program/testing/kept-output.ts';
import { pdfPrinter } from './pdf.ts';
import type { Shell } from './shell.ts';

let folder: string;
let htmlFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-pdf-test-'));
  htmlFile = join(folder, 'report.html');
  await writeFile(htmlFile, '<!doctype html><title>t</title><style>@page { size: A4 }</style><p>A page.');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function shellWith(env: NodeJS.ProcessEnv, signal = new AbortController().signal) {
  const [stdout, stderr] = [keptOutput(), keptOutput()];
  const shell: Shell = {
    ...{ env, signal, stdout: stdout.output, stderr: stderr.output, ask: null },
    exitWith: () => {},
  };
  return { shell, written: stdout.text, told: stderr.text };
}

describe('the PDF of a report', () => {
  it('is written next to its page, and its path is not on standard output', async () => {
    const { shell, written, told } = shellWith(process.env);
    await (await pdfPrinter(shell))(htmlFile);
    const pdf = await readFile(join(folder, 'report.pdf'), 'latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf).toMatch(/\/MediaBox\s*\[0 0 59[45][\d.]* 84[12]/);
    expect(told()).toContain('report.pdf');
    expect(written()).toBe('');
  });

  it('needs a browser, which is looked for before anything else', async () => {
    const missing = shellWith({ PATH: folder });
    await expect(pdfPrinter(missing.shell)).rejects.toMatchObject({ code: 'PROGRAM_MISSING' });
  });

  it('is an error with what to do if the browser prints nothing', async () => {
    const { shell } = shellWith({ CHROMIUM_BIN: '/bin/true' });
    await expect((await pdfPrinter(shell))(join(folder, 'other.html'))).rejects.toMatchObject({
      code: 'PDF_FAILED',
      hint: expect.stringContaining('CHROMIUM_BIN'),
    });
  });
});
