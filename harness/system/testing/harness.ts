/**
 * A harness for tests that kill it: starts a topology with every kind of part, opens busy connections to the database, prints one JSON line
 * with what is running, and waits for its end. Its argument is its folder.
 */

import pg from 'pg';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { Topology } from '../../model/topology.ts';
import { processesOf } from '../part.ts';
import { findPrograms } from '../programs/programs.ts';
import { startStores } from '../stores.ts';
import { listProcesses, membersOf } from '../supervision/process-tree.ts';
import { Supervisor } from '../supervision/supervisor.ts';
import { startSystem } from '../system.ts';
import { STAND_IN_SERVER } from './fixture.ts';

const folder = process.argv[2]!;
process.on('SIGINT', () => console.log('interrupted')); // the terminal's Ctrl-C must not reach what was started

const topology: Topology = { ...DOCUMENTED_TOPOLOGY, redisNodes: 3, replicas: 1, pgbouncer: true };
const programs = await findPrograms({ PATH: process.env.PATH }, topology);
const supervisor = await Supervisor.start({ logFile: `${folder}/logs/guardian.log` });
const stores = await startStores({ folder, supervisor, programs, topology });
const system = await startSystem({
  stores,
  supervisor,
  programs,
  topology,
  plantedDefects: {},
  platform: 'tvet-connect',
  folder,
  serverEntry: STAND_IN_SERVER,
});

// Some backends wait; others compute, and do not react to anything meanwhile.
const SLEEPING = 'SELECT pg_sleep(1000)';
const COMPUTING = 'SELECT count(*) FROM generate_series(1, 1e12)';
const busy: [string, string][] = [
  [stores.databaseUrl, SLEEPING],
  [stores.databaseUrl, COMPUTING],
  [stores.serverDatabaseUrl, SLEEPING],
  [stores.replicaUrls[0]!, COMPUTING],
];
for (const [connectionString, statement] of busy) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  client.query(statement).catch(() => {});
}

const parts = processesOf([...stores.parts, ...system.parts]);
const roots = parts.map(({ pid }) => pid);
console.log(
  JSON.stringify({
    guardianPid: supervisor.guardianPid,
    parts,
    roots,
    pids: membersOf(roots, [], listProcesses()),
    baseUrl: system.baseUrl,
    urls: [
      stores.databaseUrl,
      stores.serverDatabaseUrl,
      ...stores.replicaUrls,
      ...stores.redisNodes.map(({ url }) => url),
      system.baseUrl,
      ...system.servers.map(({ url }) => url),
    ],
  }),
);
setInterval(() => {}, 60_000);
