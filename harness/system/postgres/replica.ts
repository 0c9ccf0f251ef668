import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ProofloadError } from '../../model/errors.ts';
import type { Part } from '../part.ts';
import { findFreePorts, LOOPBACK } from '../supervision/ports.ts';
import { killTrees } from '../supervision/process-tree.ts';
import type { Supervisor } from '../supervision/supervisor.ts';
import { giveTo } from './account.ts';
import { addFile, takeBaseBackup } from './base-backup.ts';
import { withDatabase } from './database.ts';
import type { OwnPostgres } from './postgres.ts';
import { giveBackSegmentOf } from './postgres-memory.ts';
import { postgresPart } from './postgres-process.ts';
import { postgresConfig, postgresSettings, replicaSettings } from './postgres-settings.ts';

export type ReplicaOptions = {
  supervisor: Supervisor;
  primary: OwnPostgres;
  /** of the database that servers will read, on the primary */
  databaseUrl: string;
  /** e.g. "postgres-replica-1" */
  name: string;
  logsFolder: string;
  /** collects what ends the started processes */
  ending: AsyncDisposableStack;
};

/** The first version whose backup functions have their present names. */
const FIRST_MAJOR_VERSION = 15;
const READY_TIMEOUT_MS = 300_000;
const SLOT_TIMEOUT_MS = 10_000;
const KILL_TIMEOUT_MS = 5_000;

/**
 * Starts a streaming replica of a primary that we started: same settings, a replication slot of its own, reads only.
 * Returns when it streams and has replayed everything that the primary had. When it ends, its slot is dropped; otherwise the
 * primary would keep its WAL forever.
 * @throws ProofloadError PART_NOT_READY, PROGRAM_WRONG_VERSION, PORT_IN_USE, DISK_FULL
 */
export async function startReplica(options: ReplicaOptions): Promise<{ part: Part; replicaUrl: string }> {
  const { supervisor, primary, databaseUrl, name, logsFolder, ending } = options;
  const { programs, poolConnections } = primary;
  requireVersion(primary.version);
  const [port] = await findFreePorts(1);
  const home = await supervisor.makeWorkFolder();
  const dataFolder = join(home, 'data');
  ending.defer(async () => {
    await killTrees([], [home], KILL_TIMEOUT_MS); // its backends, if it was killed itself
    await giveBackSegmentOf(dataFolder);
    await rm(home, { recursive: true, force: true });
  });
  await giveTo(programs.account, home);

  const slot = `replica_${port}`;
  ending.defer(() => dropSlot(databaseUrl, slot));
  await withDatabase(databaseUrl, (client) =>
    client.query('SELECT pg_create_physical_replication_slot($1, immediately_reserve => true)', [slot]),
  );
  await takeBaseBackup({
    databaseUrl,
    from: primary.dataFolder,
    to: dataFolder,
    account: programs.account,
  });

  const { hostname, port: primaryPort, username, password } = new URL(databaseUrl);
  const passwordFile = join(home, 'pgpass');
  const settings = [
    ...postgresSettings({ port: port!, poolConnections }),
    ...replicaSettings({
      primaryConnection: `host=${hostname} port=${primaryPort} user=${username} passfile='${passwordFile.replace(/['\\]/g, '\\$&')}' application_name=${name}`,
      slot,
    }),
  ];
  await addFile(passwordFile, `${hostname}:${primaryPort}:*:${username}:${password}\n`, programs.account);
  await addFile(join(dataFolder, 'standby.signal'), '', programs.account);
  await rm(join(dataFolder, 'postgresql.conf'));
  await addFile(join(dataFolder, 'postgresql.conf'), postgresConfig(settings), programs.account);

  const replicaUrl = Object.assign(new URL(databaseUrl), { host: `${LOOPBACK}:${port}` }).href;
  const part = postgresPart({
    supervisor,
    programs,
    name,
    dataFolder,
    logsFolder,
    isKept: false,
    readyTimeoutMs: READY_TIMEOUT_MS,
    probe: () => follows(databaseUrl, replicaUrl, slot),
  });
  ending.defer(() => part.discard());
  await part.start();
  return { part, replicaUrl };
}

function requireVersion(version: string): void {
  if (Number.parseInt(version, 10) >= FIRST_MAJOR_VERSION) return;
  throw new ProofloadError(
    'PROGRAM_WRONG_VERSION',
    `A replica needs PostgreSQL ${FIRST_MAJOR_VERSION} or later, and this is ${version}.`,
    'Point POSTGRES_BIN_DIR to a newer one, or leave it out: one of the npm packages is a PostgreSQL.',
  );
}

/** Whether it streams, and has replayed everything that the primary had written at the time of this call. */
async function follows(databaseUrl: string, replicaUrl: string, slot: string): Promise<boolean> {
  const position = await currentPosition(databaseUrl);
  return (await hasReplayed(replicaUrl, position)) && (await isStreaming(databaseUrl, slot));
}

/** How far the primary has written its WAL, e.g. "0/3000148". */
async function currentPosition(databaseUrl: string): Promise<string> {
  const { rows } = await withDatabase(databaseUrl, (client) =>
    client.query<{ position: string }>('SELECT pg_current_wal_lsn()::text AS position'),
  );
  return rows[0]!.position;
}

async function hasReplayed(replicaUrl: string, position: string): Promise<boolean> {
  const { rows } = await withDatabase(replicaUrl, (client) =>
    client.query<{ hasReplayed: boolean }>(
      'SELECT pg_is_in_recovery() AND coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false) AS "hasReplayed"',
      [position],
    ),
  );
  return rows[0]!.hasReplayed;
}

async function isStreaming(databaseUrl: string, slot: string): Promise<boolean> {
  const { rowCount } = await withDatabase(databaseUrl, (client) =>
    client.query(
      "SELECT FROM pg_replication_slots s JOIN pg_stat_replication r ON r.pid = s.active_pid WHERE s.slot_name = $1 AND r.state = 'streaming'",
      [slot],
    ),
  );
  return rowCount === 1;
}

/** The primary may take a moment to notice that the replica is gone. A primary that is gone too has no slot. */
async function dropSlot(databaseUrl: string, slot: string): Promise<void> {
  const deadlineMs = performance.now() + SLOT_TIMEOUT_MS;
  const drop = (): Promise<boolean> =>
    withDatabase(databaseUrl, async (client) => {
      await client.query(
        'SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1 AND active_pid IS NOT NULL',
        [slot],
      );
      await client.query(
        'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1 AND active_pid IS NULL',
        [slot],
      );
      const left = await client.query('SELECT FROM pg_replication_slots WHERE slot_name = $1', [slot]);
      return left.rowCount === 0;
    });
  const isGone = () => drop().catch((error: unknown) => !(error instanceof pg.DatabaseError));
  while (!(await isGone()) && performance.now() < deadlineMs) await sleep(20);
}
