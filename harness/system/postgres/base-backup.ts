import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode, writingTo } from '../../store/disk.ts';
import { type Account, giveTo } from './account.ts';
import { withDatabase } from './database.ts';

/** Folders that are copied without their content, as pg_basebackup does it (src/backend/backup/basebackup.c). */
const EMPTIED_FOLDERS = new Set([
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal', // comes over the replication connection
]);
/** Files of the running server, and those that it can make again. */
const LEFT_OUT = /^(postmaster\.(pid|opts)|backup_(label|manifest)(\.old)?|pg_internal\.init.*|pgsql_tmp.*)$/;
const FILES_AT_A_TIME = 8;
const TIMEOUT_MS = 600_000;

/**
 * Copies the data folder of a running PostgreSQL by its low-level backup API (PostgreSQL's manual, "Continuous Archiving
 * and Point-in-Time Recovery"): changes made meanwhile are restored from the WAL, so a replication slot must keep the WAL
 * from now on.
 * @param to a folder that does not exist yet
 */
export async function takeBaseBackup(options: {
  databaseUrl: string;
  from: string;
  to: string;
  /** the owner of the copy */
  account: Account | null;
}): Promise<void> {
  const { databaseUrl, from, to, account } = options;
  await withDatabase(
    databaseUrl,
    async (client) => {
      // Fast: a checkpoint now, not spread over minutes.
      await client.query("SELECT pg_backup_start('replica', fast => true)");
      await writingTo(to, () => copyFolder(from, to, account));
      const { rows } = await client.query<{ labelfile: string }>(
        'SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)',
      );
      await addFile(join(to, 'backup_label'), rows[0]!.labelfile, account);
    },
    TIMEOUT_MS,
  );
}

/** Writes a file into a data folder that belongs to the account and only it can read. */
export async function addFile(path: string, text: string, account: Account | null): Promise<void> {
  await writingTo(path, () => writeFile(path, text, { mode: 0o600 }));
  await giveTo(account, path);
}

async function copyFolder(from: string, to: string, account: Account | null): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  await giveTo(account, to);
  const entries = await readdir(from, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !LEFT_OUT.test(entry.name));
  const copyNext = async (): Promise<void> => {
    for (let file = files.pop(); file; file = files.pop())
      await copyIfThere(join(from, file.name), join(to, file.name), account);
  };
  await Promise.all(Array.from({ length: FILES_AT_A_TIME }, copyNext));
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    if (!EMPTIED_FOLDERS.has(name)) await copyFolder(join(from, name), join(to, name), account);
    else {
      await mkdir(join(to, name), { mode: 0o700 });
      await giveTo(account, join(to, name));
    }
  }
}

/** The server keeps working, so a file may be gone by now; then the WAL has that too. */
async function copyIfThere(from: string, to: string, account: Account | null): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    await giveTo(account, to);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
