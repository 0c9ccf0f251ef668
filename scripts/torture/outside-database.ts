import type { DataCheck } from '../../harness/model/run.ts';
import { poolConnectionsOf } from '../../harness/model/topology.ts';
import { loadPlatform } from '../../harness/run/load-platform.ts';
import { withDatabase } from '../../harness/system/postgres/database.ts';
import { findPrograms } from '../../harness/system/programs/programs.ts';
import { startPrimary } from '../../harness/system/stores.ts';
import type { Supervisor } from '../../harness/system/supervision/supervisor.ts';
import { checkAcknowledgements } from '../../harness/telemetry/acknowledgements.ts';
import { TORTURED_PLATFORM } from './short-loads/platform.ts';

/** A PostgreSQL that runs independently of rounds, with an empty database on request. */
export type OutsideDatabase = {
  /** creates an empty database. @returns its URL, with a password */
  make(name: string): Promise<string>;
  /** how many connections to that database are open, not counting ours */
  connections(name: string): Promise<number>;
  /** checks with the platform's queries that every acknowledged write is in the database */
  check(name: string, k6Folder: string): Promise<DataCheck[]>;
  drop(name: string): Promise<void>;
};

/** @throws ProofloadError when something could not be started; the supervisor must then still be stopped */
export async function startOutsideDatabase(supervisor: Supervisor, folder: string): Promise<OutsideDatabase> {
  const { dataChecks, documented } = await loadPlatform(TORTURED_PLATFORM);
  const programs = await findPrograms({ ...process.env, DATABASE_URL: undefined }, documented);
  const primary = await startPrimary({
    folder,
    supervisor,
    programs,
    poolConnections: poolConnectionsOf(documented),
  });
  return {
    make: async (name) => {
      await primary.copyDatabase(primary.database, name);
      return primary.urlOf(name);
    },
    connections: (name) =>
      withDatabase(primary.databaseUrl, async (client) => {
        const { rows } = await client.query<{ open: number }>(
          'SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = $1',
          [name],
        );
        return rows[0]!.open;
      }),
    check: (name, k6Folder) =>
      checkAcknowledgements({ databaseUrl: primary.urlOf(name), k6Folder, checks: dataChecks }),
    drop: (name) => primary.dropDatabase(name),
  };
}
