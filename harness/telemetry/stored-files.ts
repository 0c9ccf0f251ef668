import type { DataCheck } from '../model/run.ts';
import { type Acknowledgement, acknowledgedIn } from './acknowledged-lines.ts';

/** The name of the data check, as targets and reports call it. */
export const STORED_FILES = 'stored files';

/** The bytes of an object, as they were read; null: there is no such object. */
type ReadDigest = (key: string) => Promise<{ sizeBytes: number; sha256: string } | null>;

/** Each is read as a whole, but only a block of it is in memory. */
const IN_FLIGHT = 8;

/**
 * Reads every file whose upload was acknowledged, and compares size and checksum: one that is missing or has other bytes is lost. In
 * constant memory. A file that was acknowledged twice counts twice.
 */
export async function checkStoredFiles({
  digest,
  k6Folder,
  kind,
}: {
  digest: ReadDigest;
  /** where the generator's `acks-*.ndjson` are */
  k6Folder: string;
  kind: string;
}): Promise<DataCheck> {
  let acknowledged = 0;
  let found = 0;
  const files = filesIn(k6Folder, kind);
  /** All workers take from the same files, one at a time. */
  const work = async () => {
    for await (const { object: key, sha256, sizeBytes } of files) {
      acknowledged += 1;
      const stored = await digest(key);
      if (stored?.sha256 === sha256 && stored?.sizeBytes === Number(sizeBytes)) found += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return { name: STORED_FILES, acknowledged, found, lost: acknowledged - found, duplicated: 0 };
}

async function* filesIn(k6Folder: string, kind: string): AsyncGenerator<Acknowledgement> {
  for await (const block of acknowledgedIn(k6Folder)) yield* block.filter((each) => each.kind === kind);
}
