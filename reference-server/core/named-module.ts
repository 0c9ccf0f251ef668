import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ENTRY = 'index.ts';
const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Imports `index.ts` from a folder in `parent`, by its name, or from a folder elsewhere, by its absolute path. There is no list to
 * maintain: a folder with such a file is enough. Null: there is none.
 */
export async function importNamed(parent: string, nameOrFolder: string): Promise<object | null> {
  const folder = isAbsolute(nameOrFolder)
    ? nameOrFolder
    : NAME.test(nameOrFolder) && join(parent, nameOrFolder);
  if (!folder || !existsSync(join(folder, ENTRY))) return null;
  return import(pathToFileURL(join(folder, ENTRY)).href) as Promise<object>;
}

/** Names that `importNamed` finds in a folder. */
export function namesIn(parent: string): string[] {
  return readdirSync(parent).filter((name) => existsSync(join(parent, name, ENTRY)));
}
