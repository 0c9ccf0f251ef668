import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { CodeIdentity } from '../model/run.ts';
import { codeState } from './provenance.ts';

/** Folders with code that a run executes. It matters during the whole run, because a server may be restarted in the middle of it. */
const EXECUTED_FOLDERS = ['reference-server', 'scenarios', 'seed'];
const TEST = /\.(prop\.|int\.|e2e\.)?test\.ts$/;

/**
 * The code that a run executes at this moment: the commit, the files of server, scenarios and seed as they are on disk (which works
 * without git and in an edited checkout), including a platform that is kept elsewhere, and the scenario's bundle.
 */
export async function codeIdentity(
  projectFolder: string,
  platformFolders: readonly string[],
  bundleFile: string,
): Promise<CodeIdentity> {
  const { commit } = await codeState(projectFolder);
  const files = createHash('sha256');
  const shared = EXECUTED_FOLDERS.map((folder) => join(projectFolder, folder));
  const elsewhere = platformFolders.filter((folder) => !shared.some((each) => folder.startsWith(`${each}/`)));
  for (const folder of [...shared, ...elsewhere]) {
    for (const file of await filesIn(folder)) {
      files.update(`${relative(projectFolder, folder)}/${file}\n`);
      files.update(await readFile(join(folder, file)));
    }
  }
  const bundle = createHash('sha256').update(await readFile(bundleFile));
  return { commit, filesHash: files.digest('hex'), bundleHash: bundle.digest('hex') };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !TEST.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}
