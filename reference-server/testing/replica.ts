import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { runPostgres, type TestPostgres, unprivileged, unprivilegedFolder } from './stores.ts';

/**
 * Starts a streaming replica. The embedded PostgreSQL has no pg_basebackup, so the data is copied during a low-level backup
 * (PostgreSQL manual, "Making a Base Backup Using the Low Level API"). The WAL comes from the primary.
 */
export async function startTestReplica(primary: TestPostgres): Promise<TestPostgres> {
  const folder = unprivilegedFolder('replica');
  const data = join(folder, 'data');
  const client = new pg.Client(primary.url);
  await client.connect();
  await client.query(`SELECT pg_backup_start('replica', true)`);
  execFileSync('cp', ['-a', primary.dataFolder, data]);
  const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(false)');
  await client.end();

  rmSync(join(data, 'postmaster.pid'));
  for (const segment of readdirSync(join(data, 'pg_wal'))) {
    rmSync(join(data, 'pg_wal', segment), { recursive: true });
  }
  writeFileSync(join(data, 'backup_label'), rows[0].labelfile);
  writeFileSync(join(data, 'standby.signal'), '');
  appendFileSync(
    join(data, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=test'\nwal_retrieve_retry_interval = '200ms'\n`,
  );
  if (unprivileged.uid !== undefined) {
    execFileSync('chown', ['-R', `${unprivileged.uid}:${unprivileged.gid}`, data]);
  }
  return runPostgres(folder, data, 'database system is ready to accept read-only connections');
}
