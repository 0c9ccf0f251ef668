import type { K6Client } from '../load/k6/client.ts';
import { certificatesOf } from '../load/k6/environment.ts';
import type { RunFolder } from '../store/index.ts';
import type { RunOptions } from './run.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** How k6 reaches the system of a run, for its first request and for its loads. */
export function generatorClient(
  { baseUrl, access, objectStore, worldFile }: SystemUnderTest,
  k6: string,
  folder: RunFolder,
  env: RunOptions['env'],
): K6Client {
  return {
    k6,
    baseUrl,
    filesOrigin: objectStore?.clientOrigin,
    ...access,
    certificates: certificatesOf(env),
    worldFile,
    folder: folder.k6Folder,
  };
}
