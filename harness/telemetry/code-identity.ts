import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeIdentity } from '../model/run.ts';
import { codeState } from './provenance.ts';

/** The code that a run executes: a server may be restarted in the middle of it. */
const EXECUTED_FOLDERS = ['reference-server', 'scenarios', 'seed'];
const TEST = /\.(prop\.|int\.|e2e\.)?test\.ts$/;

/**
 * Which code a run executes at this moment: the commit, the files of server, scenarios and seed as they are on the disk (also
 * without git, or in an edited checkout), and the scenario's bundle.
 */
export async function codeIdentity(projectFolder: string, bundleFile: string): Promise<CodeIdentity> {
  const { commit } = await codeState(projectFolder);
  const files = createHash('sha256');
  for (const folder of EXECUTED_FOLDERS) {
    for (const file of await filesIn(join(projectFolder, folder))) {
      files.update(`${folder}/${file}\n`);
      files.update(await readFile(join(projectFolder, folder, file)));
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
