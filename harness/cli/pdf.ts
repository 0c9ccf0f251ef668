import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findChromium } from '../../scripts/provision/chromium.ts';
import { ProofloadError } from '../model/errors.ts';
import { printable } from '../program/printable.mjs';
import type { Shell } from './shell.ts';

/** A page takes seconds; a browser that hangs must not hold the command up. */
const LONGEST_MS = 120_000;

export const PDF_HELP = 'print the report as a PDF too, with the Chromium or Chrome that is found';

/**
 * Finds a browser and returns what prints a report next to its page, so that a missing browser is noticed before any work is done.
 * @throws ProofloadError PROGRAM_MISSING; the printer PDF_FAILED
 */
export async function pdfPrinter(shell: Shell): Promise<(htmlFile: string) => Promise<void>> {
  const browser = await findChromium(shell.env);
  return async (htmlFile) => {
    const pdfFile = htmlFile.replace(/\.html$/, '.pdf');
    const profile = await mkdtemp(join(tmpdir(), 'proofload-pdf-'));
    try {
      await promisify(execFile)(browser, argumentsFor(htmlFile, pdfFile, profile), {
        timeout: LONGEST_MS,
        signal: shell.signal,
      });
      await stat(pdfFile);
    } catch (cause) {
      shell.signal.throwIfAborted();
      throw new ProofloadError(
        'PDF_FAILED',
        `${browser} did not print ${pdfFile}.`,
        'Open the report in a browser and print it there, or point CHROMIUM_BIN to another Chromium or Chrome.',
        { cause },
      );
    } finally {
      await rm(profile, { recursive: true, force: true });
    }
    shell.stderr.write(`  pdf     ${printable(relative('.', pdfFile))}\n`);
  };
}

/** The page is our own and loads nothing, so it may be printed as root, where Chromium has no sandbox. */
function argumentsFor(htmlFile: string, pdfFile: string, profile: string): string[] {
  return [
    '--headless',
    '--disable-gpu',
    '--disable-background-networking',
    '--no-first-run',
    '--no-pdf-header-footer',
    `--user-data-dir=${profile}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--print-to-pdf=${pdfFile}`,
    pathToFileURL(htmlFile).href,
  ];
}
