import type { K6Client } from '../load/k6/client.ts';
import { certificatesOf } from '../load/k6/environment.ts';
import type { RunFolder } from '../store/index.ts';
import type { Reached } from './outside-system.ts';
import type { Prepared } from './prepare-system.ts';
import type { RunOptions } from './run.ts';

/** How k6 comes to the system of a run, with its first request and with its loads. */
export function generatorClient(
  prepared: Prepared | Reached,
  folder: RunFolder,
  env: RunOptions['env'],
): K6Client {
  return {
    k6: prepared.programs.k6.path,
    baseUrl: prepared.system.baseUrl,
    ...(prepared.manifest === null && prepared.access),
    certificates: certificatesOf(env),
    worldFile: prepared.worldFile,
    folder: folder.k6Folder,
  };
}
