import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** `.js` where it was built. */
const ENTRIES = ['index.ts', 'index.js'];
const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Imports `index` from a folder in `parent`, by its name, or from a folder elsewhere, by its absolute path. There is no list to
 * maintain: a folder with such a file is enough. Null: there is none.
 */
export async function importNamed(parent: string, nameOrFolder: string): Promise<object | null> {
  const folder = isAbsolute(nameOrFolder)
    ? nameOrFolder
    : NAME.test(nameOrFolder) && join(parent, nameOrFolder);
  const entry = folder && entryOf(folder);
  return entry ? (import(pathToFileURL(entry).href) as Promise<object>) : null;
}

/** Names that `importNamed` finds in a folder. */
export function namesIn(parent: string): string[] {
  return readdirSync(parent).filter((name) => entryOf(join(parent, name)) !== undefined);
}

function entryOf(folder: string): string | undefined {
  return ENTRIES.map((name) => join(folder, name)).find((file) => existsSync(file));
}
