import { createHash, hash } from 'node:crypto';
import type { DatasetManifest } from '../harness/model/dataset.ts';
import type { ObjectStoreAddress } from '../harness/model/object-store.ts';
import { createObjectStorage } from '../reference-server/core/object-storage.ts';
import { loadSeed } from './load-seed.ts';
import { seedParameters } from './parameters.ts';
import type { SeedFile } from './platform-seed.ts';

/** Enough to keep a store busy; with more, memory grows by a file each. */
const IN_FLIGHT = 8;

export type FilesOptions = {
  /** its name, or the folder of its seed */
  platform: string;
  store: ObjectStoreAddress;
  /** of the data set, in the platform's own unit */
  size: number;
  randomSeed: number;
  /** called with the number of files that are stored */
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
};

/**
 * Puts the files of a platform's data set into an object store. They replace those of an earlier one under the same keys.
 * @returns what the manifest says about them; `fingerprint` is the SHA-256 over key, type and SHA-256 of each file, in order
 */
export async function putFiles({
  platform,
  store,
  size,
  randomSeed,
  onProgress = () => {},
  signal,
}: FilesOptions): Promise<NonNullable<DatasetManifest['files']>> {
  const seed = await loadSeed(platform);
  const files = seed.files?.(await seedParameters(size, randomSeed)) ?? [];
  const storage = createObjectStorage(store);
  const whole = createHash('sha256');
  let count = 0;
  let bytes = 0;
  let done = 0;
  const next = counted(files, (file) => {
    count += 1;
    bytes += file.bytes.length;
    whole.update(`${file.key} ${file.contentType} ${hash('sha256', file.bytes, 'hex')}\n`);
  });
  /** All workers take from the same files, one at a time. */
  const work = async () => {
    for (const { key, bytes: content, contentType } of next) {
      signal?.throwIfAborted();
      await storage.put(key, content, contentType);
      done += 1;
      onProgress(done);
    }
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  } finally {
    storage.close();
  }
  return { count, bytes, fingerprint: whole.digest('hex') };
}

/** A generator, so that several loops can share it: each takes the next file. */
function* counted(files: Iterable<SeedFile>, onFile: (file: SeedFile) => void): Generator<SeedFile> {
  for (const file of files) {
    onFile(file);
    yield file;
  }
}
