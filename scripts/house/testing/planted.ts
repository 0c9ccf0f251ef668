import { parseSourceFile, type SourceFile } from '../source-file.ts';

/** A made-up checkout with the given files by path, to plant what a rule must catch. */
export function planted(files: Readonly<Record<string, string>>): SourceFile[] {
  return Object.entries(files).map(([path, text]) => parseSourceFile(path, text));
}
