import { open, readFile, rename, rm } from 'node:fs/promises';
import { ProofloadError } from '../model/errors.ts';
import { Run } from '../model/run.ts';
import { Verdict } from '../model/verdict.ts';
import { whyUnreadable, writingTo } from './disk.ts';
import { type Migration, migrate } from './migrate.ts';
import type { RunFolder } from './run-folder.ts';
import { RUN_VERSIONS } from './run-versions.ts';
import { isThere, parseJson, unreadable, validator } from './validation.ts';
import { VERDICT_VERSIONS } from './verdict-versions.ts';

const validateRun = validator(Run);
const validateVerdict = validator(Verdict);

/** @throws ProofloadError DISK_FULL */
export function writeRun(folder: RunFolder, run: Run): Promise<void> {
  return writeDocument(folder.runFile, run);
}

/** @throws ProofloadError DISK_FULL */
export function writeVerdict(folder: RunFolder, verdict: Verdict): Promise<void> {
  return writeDocument(folder.verdictFile, verdict);
}

/** @throws ProofloadError RUN_UNREADABLE */
export async function readRun(folder: RunFolder): Promise<Run> {
  return validateRun(await readDocument(folder.runFile, RUN_VERSIONS), folder.runFile);
}

/** @throws ProofloadError RUN_UNREADABLE */
export async function readVerdict(folder: RunFolder): Promise<Verdict> {
  return validateVerdict(await readDocument(folder.verdictFile, VERDICT_VERSIONS), folder.verdictFile);
}

/** The verdict of a run; null: it has none that can be read. `problem`: why an existing one cannot be. */
export async function verdictIfAny(
  folder: RunFolder,
): Promise<{ verdict: Verdict | null; problem: ProofloadError | null }> {
  if (!(await isThere(folder.verdictFile))) return { verdict: null, problem: null };
  try {
    return { verdict: await readVerdict(folder), problem: null };
  } catch (error) {
    if (!(error instanceof ProofloadError)) throw error;
    return { verdict: null, problem: error };
  }
}

/** Writes JSON completely or not at all: after a crash or on a full disk, a reader sees the previous version. */
export async function writeDocument(file: string, document: object): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await writingTo(file, async () => {
      const handle = await open(partial, 'w');
      try {
        await handle.writeFile(`${JSON.stringify(document, null, 2)}\n`);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      await rename(partial, file);
    });
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Reads JSON, brought up to the current version. @throws ProofloadError RUN_UNREADABLE */
export async function readDocument(file: string, versions: Migration): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, whyUnreadable(error), error);
  });
  return migrate(parseJson(text, file), file, versions);
}
