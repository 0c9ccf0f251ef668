import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStoreAddress } from '../../model/object-store.ts';
import { Part } from '../part.ts';
import { OBJECT_STORE } from '../planned-parts.ts';
import type { Program } from '../programs/programs.ts';
import { findFreePorts, LOOPBACK } from '../supervision/ports.ts';
import type { Supervisor } from '../supervision/supervisor.ts';
import { makeBucket } from './store-client.ts';

export type ObjectStoreOptions = {
  supervisor: Supervisor;
  program: Program;
  logsFolder: string;
  /** collects what ends the started process and removes its data */
  ending: AsyncDisposableStack;
};

const HEALTH_PATH = '/health';
const HEALTH_TIMEOUT_MS = 2_000;

/**
 * Starts an object store with an empty bucket, open to this machine only, with random credentials. Its data is below the run's work folder.
 * @throws ProofloadError PART_NOT_READY, PORT_IN_USE, DISK_FULL, PROGRAM_MISSING, OBJECT_STORE_UNREACHABLE
 */
export async function startObjectStore({
  supervisor,
  program,
  logsFolder,
  ending,
}: ObjectStoreOptions): Promise<{ part: Part; store: ObjectStoreAddress }> {
  const folder = await supervisor.makeWorkFolder();
  ending.defer(() => rm(folder, { recursive: true, force: true }));
  const [objects, metadata] = [join(folder, 'objects'), join(folder, 'metadata')];
  await mkdir(objects);
  await mkdir(metadata);
  const [port] = await findFreePorts(1);
  const endpoint = `http://${LOOPBACK}:${port}`;
  const store: ObjectStoreAddress = {
    endpoint,
    region: 'us-east-1',
    bucket: 'files',
    prefix: '',
    accessKeyId: randomBytes(10).toString('hex'),
    secretAccessKey: randomBytes(24).toString('base64url'),
  };
  const part = new Part({
    supervisor,
    program: {
      name: OBJECT_STORE,
      command: program.path,
      args: [
        ...['--port', `${LOOPBACK}:${port}`, '--region', store.region, '--health', HEALTH_PATH],
        ...['--keep-alive', '--quiet'],
        // Metadata in files: extended attributes do not exist on every file system.
        ...['posix', '--sidecar', metadata, objects],
      ],
      env: { ROOT_ACCESS_KEY_ID: store.accessKeyId, ROOT_SECRET_ACCESS_KEY: store.secretAccessKey },
      cwd: folder,
      logFile: join(logsFolder, `${OBJECT_STORE}.log`),
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 5_000,
    },
    probe: () => isUp(endpoint),
  });
  ending.defer(() => part.discard());
  await part.start();
  await makeBucket(store);
  return { part, store };
}

async function isUp(endpoint: string): Promise<boolean> {
  const response = await fetch(`${endpoint}${HEALTH_PATH}`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
  });
  await response.body?.cancel();
  return response.ok;
}
