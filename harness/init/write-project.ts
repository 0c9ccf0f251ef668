import { readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import { makeFolders, systemErrorCode, writingTo } from '../store/disk.ts';

/** What npm and git put into a folder before anything else is there. */
const OF_TOOLS = new Set(['.git', 'node_modules', 'package.json', 'package-lock.json']);

/**
 * Makes sure that nothing of somebody's is in the folder.
 * @param given files from which the project is made, which may be there
 * @throws ProofloadError FOLDER_NOT_EMPTY, PATH_UNUSABLE
 */
export async function requireEmptyFolder(folder: string, given: readonly string[]): Promise<void> {
  const names = await writingTo(folder, () => readdir(folder).catch(noneIfMissing));
  const own = new Set(
    given.filter((file) => dirname(resolve(file)) === resolve(folder)).map((file) => basename(file)),
  );
  const other = names.find((name) => !OF_TOOLS.has(name) && !own.has(name));
  if (other === undefined) return;
  throw new ProofloadError(
    'FOLDER_NOT_EMPTY',
    `The folder ${folder} is not empty: it holds "${other}".`,
    'Use an empty folder: --folder load. Or replace what init writes, and nothing else, with --force.',
  );
}

function noneIfMissing(error: unknown): string[] {
  if (systemErrorCode(error) === 'ENOENT') return [];
  throw error;
}

/**
 * Writes the files of a project.
 * @param files their texts, by path in the folder
 * @param replaces whether files that exist are replaced
 * @throws ProofloadError FOLDER_NOT_EMPTY, PATH_UNUSABLE, DISK_FULL
 */
export async function writeProject(
  folder: string,
  files: Readonly<Record<string, string>>,
  { replaces }: { replaces: boolean },
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await makeFolders(dirname(path));
    await writingTo(path, () => writeFile(path, text, { flag: replaces ? 'w' : 'wx' }));
  }
}
