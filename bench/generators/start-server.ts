import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../benchmark.ts';
import type { LoadedServer } from '../observed-server.ts';
import { startReferenceServer } from '../reference-server.ts';
import type { User } from './tool.ts';

const PROGRAM = join(import.meta.dirname, 'programs', 'server.ts');

/** The reference server, for tools that send no token of their own too. */
export async function startServer(bench: Bench, users: readonly User[]): Promise<LoadedServer> {
  const usersFile = join(bench.folder, 'users.json');
  await writeFile(usersFile, JSON.stringify(users), { mode: 0o600 });
  return startReferenceServer(bench, [PROGRAM, usersFile]);
}
