import { parseSourceFile, type SourceFile } from '../source-file.ts';

/** A made-up checkout, for planting what a rule must catch: its files by path. */
export function planted(files: Readonly<Record<string, string>>): SourceFile[] {
  return Object.entries(files).map(([path, text]) => parseSourceFile(path, text));
}
