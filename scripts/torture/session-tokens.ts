import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isSessionToken } from '../../reference-server/core/session-token.ts';

const WORLD_FILE = 'world.json';

/** The session tokens of all users, from the file that the generator reads; none if it does not exist. */
export function tokensIn(worldFile: string): string[] {
  try {
    const world: unknown = JSON.parse(readFileSync(worldFile, 'utf8'));
    return [...new Set(textsIn(world).filter(isSessionToken))];
  } catch {
    return []; // not there, or only half written
  }
}

/** Every text within a value. All are searched, because only a platform's own scenario knows which lists hold tokens. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Files below a folder that contain one of the tokens, or are a world file. */
export async function filesWithTokens(folder: string, tokens: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(
    files.map(async (file) => {
      if (basename(file) === WORLD_FILE) return file;
      const text = await readFile(file, 'utf8');
      return tokens.some((token) => text.includes(token)) ? file : null;
    }),
  );
  return found.filter((file) => file !== null).map((file) => file.slice(folder.length + 1));
}
