import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { completeLines } from '../store/lines.ts';

const ACKNOWLEDGEMENTS_FILE = /^acks-.*\.ndjson$/;

/** An acknowledged write, as a scenario reports it. */
export type Acknowledgement = { kind: string; subject: string; object: string } & Record<string, string>;

/** Where a k6 process records acknowledged writes, one JSON object per line: `kind`, `subject`, `object` and further fields. */
export function acknowledgementsFile(k6Folder: string, process: string): string {
  return join(k6Folder, `acks-${process}.ndjson`);
}

/**
 * Every acknowledged write in the generator's logs, in blocks, in constant memory. Skips a line that a killed generator has left
 * unfinished, or that a full disk has spoilt.
 */
export async function* acknowledgedIn(k6Folder: string): AsyncGenerator<Acknowledgement[]> {
  const names = await readdir(k6Folder);
  for (const name of names.filter((file) => ACKNOWLEDGEMENTS_FILE.test(file)).sort()) {
    for await (const lines of completeLines(join(k6Folder, name)))
      yield lines.flatMap((line) => parsed(line));
  }
}

function parsed(line: string): Acknowledgement[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
