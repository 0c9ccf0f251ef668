/**
 * A harness to be killed: starts the whole topology, opens connections to the database that are busy, prints one JSON
 * line with what is running, and waits for its end. The arguments: its folder.
 */
import pg from 'pg';
import { listProcesses, membersOf } from '../process-tree.ts';
import { findPrograms } from '../programs.ts';
import { startStores } from '../stores.ts';
import { Supervisor } from '../supervisor.ts';
import { startSystem } from '../system.ts';
import { STAND_IN_SERVER, TOPOLOGY } from './fixture.ts';

const folder = process.argv[2]!;
process.on('SIGINT', () => console.log('interrupted')); // the terminal's Ctrl-C must not reach what was started

const programs = await findPrograms({ PATH: process.env.PATH });
const supervisor = await Supervisor.start({ logFile: `${folder}/logs/guardian.log` });
const stores = await startStores({ folder, supervisor, programs, topology: TOPOLOGY });
const system = await startSystem({
  stores,
  supervisor,
  programs,
  topology: TOPOLOGY,
  plantedFaults: {},
  platform: 'tvet-connect',
  folder,
  serverEntry: STAND_IN_SERVER,
});

// One backend waits, one computes and does not look around while it does.
for (const statement of ['SELECT pg_sleep(1000)', 'SELECT count(*) FROM generate_series(1, 1e12)']) {
  const client = new pg.Client({ connectionString: stores.databaseUrl });
  await client.connect();
  client.query(statement).catch(() => {});
}

const roots = [...stores.processes, ...system.processes()].map(({ pid }) => pid);
console.log(
  JSON.stringify({
    guardianPid: supervisor.guardianPid,
    roots,
    pids: membersOf(roots, [], listProcesses()),
    urls: [stores.databaseUrl, stores.redisUrl, system.baseUrl, ...system.servers.map(({ url }) => url)],
  }),
);
setInterval(() => {}, 60_000);
