import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSourceFile, type SourceFile } from './source-file.ts';

const NOT_OURS = ['**/node_modules', '**/.git', '.tools', 'runs', 'bench-results', 'dist'];

/** @returns the paths of the project's files of these kinds, sorted, relative to the root */
export function listFiles(root: string, extensions: string): string[] {
  return globSync(`**/*.{${extensions}}`, { cwd: root, exclude: NOT_OURS }).sort();
}

/** Reads and parses every source file below the root. */
export function readTree(root: string): SourceFile[] {
  return listFiles(root, 'ts,mjs').map((path) =>
    parseSourceFile(path, readFileSync(join(root, path), 'utf8')),
  );
}

/** Whether a file is a test or used only by tests; the rules do not apply to those. */
export function isTest(path: string): boolean {
  return /\.test\.ts$/.test(path) || /(^|\/)(testing|testdata)\//.test(path);
}
