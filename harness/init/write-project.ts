import { lstat, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import { isMissing, makeFolders, systemErrorCode, writingTo } from '../store/disk.ts';
import { FILES } from './project-files.ts';

/** What npm and git put into a folder before anything else is there. */
const OF_TOOLS = new Set(['.git', 'node_modules', 'package.json', 'package-lock.json']);

/**
 * Makes sure that nothing of somebody's is in the folder, or that it may be replaced.
 * @param given files from which the project is made, which may be there
 * @throws ProofloadError FOLDER_NOT_EMPTY, PATH_UNUSABLE
 */
export async function requireFolderFor(
  folder: string,
  given: readonly string[],
  { replaces }: { replaces: boolean },
): Promise<void> {
  const sources = new Set(given.map((file) => resolve(file)));
  const lost = Object.values(FILES).find((file) => sources.has(resolve(folder, file)));
  if (lost !== undefined)
    throw notEmpty(
      `In the folder ${folder}, ${lost} would be replaced, and the project is made from it.`,
      'Use another folder: --folder load',
    );
  const names = await writingTo(folder, () => readdir(folder).catch(noneIfMissing));
  const other = names.find((name) => !OF_TOOLS.has(name) && !sources.has(resolve(folder, name)));
  if (replaces || other === undefined) return;
  throw notEmpty(`The folder ${folder} is not empty: it holds "${other}".`);
}

function notEmpty(
  sentence: string,
  hint = 'Use an empty folder: --folder load. Or replace what init writes, and nothing else, with --force.',
): ProofloadError {
  return new ProofloadError('FOLDER_NOT_EMPTY', sentence, hint);
}

function noneIfMissing(error: unknown): string[] {
  if (systemErrorCode(error) === 'ENOENT') return [];
  throw error;
}

export type WriteOptions = {
  /** whether files that exist are replaced */
  replaces: boolean;
  signal: AbortSignal;
  /** called when everything is in its place; if it throws, nothing has changed */
  check?(): Promise<void>;
};

/**
 * Writes the files of a project: all of them or none. They are written elsewhere first, and then each is put into its place at once.
 * @param files their texts, by path in the folder
 * @returns which of them replaced another
 * @throws ProofloadError FOLDER_NOT_EMPTY, PATH_UNUSABLE, DISK_FULL, INTERRUPTED; what `check` throws
 */
export async function writeProject(
  folder: string,
  files: Readonly<Record<string, string>>,
  { replaces, signal, check }: WriteOptions,
): Promise<string[]> {
  const names = Object.keys(files);
  const replaced = (
    await Promise.all(names.map(async (name) => ((await isThere(join(folder, name))) ? [name] : [])))
  ).flat();
  if (replaced.length > 0 && !replaces)
    throw notEmpty(`The folder ${folder} is not empty: it holds "${replaced[0]}".`);

  let isDone = false;
  await using steps = new AsyncDisposableStack();
  const undo = (step: () => Promise<void>) =>
    steps.defer(async () => {
      if (!isDone) await step();
    });
  const make = async (path: string) => {
    const missing = await missingFolders(path);
    undo(() => removeEmpty(missing));
    await makeFolders(path);
  };
  await make(folder);
  const stage = await writingTo(folder, () => mkdtemp(join(folder, '.proofload-')));
  steps.defer(() => rm(stage, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await makeFolders(join(stage, dirname(name)));
    await writingTo(join(folder, name), () => writeFile(join(stage, name), text));
  }
  if (signal.aborted)
    throw new ProofloadError(
      'INTERRUPTED',
      'Interrupted: nothing was written.',
      'Start it again when you are ready.',
    );
  for (const name of names) {
    const [place, before] = [join(folder, name), join(stage, `${name}.before`)];
    await make(dirname(place));
    if (replaced.includes(name)) {
      await writingTo(place, () => rename(place, before));
      undo(() => rename(before, place));
    }
    await writingTo(place, () => rename(join(stage, name), place));
    undo(() => rm(place, { force: true }));
  }
  await check?.();
  isDone = true;
  return replaced;
}

/** Whether there is a file, or a link to one, of this path. @throws ProofloadError PATH_UNUSABLE if it is a folder */
async function isThere(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (found?.isDirectory())
    throw new ProofloadError(
      'PATH_UNUSABLE',
      `${path} cannot be used: it is a folder, but a file is needed.`,
      'Use another folder: --folder load',
    );
  return found !== null;
}

/** The folders of a path that do not exist, from the inside out. */
async function missingFolders(folder: string): Promise<string[]> {
  const path = resolve(folder);
  const found = await lstat(path).catch(() => null);
  return found === null ? [path, ...(await missingFolders(dirname(path)))] : [];
}

async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await rmdir(folder).catch(() => {}); // somebody else has put something there
}
