import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofloadError } from '../model/errors.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { processesOf } from './part.ts';
import { findPrograms, type Programs } from './programs/programs.ts';
import { withRedis } from './redis/redis-connection.ts';
import { type Stores, startStores } from './stores.ts';
import { findFreePorts } from './supervision/ports.ts';
import { listProcesses, membersOf } from './supervision/process-tree.ts';
import { type Fixture, startFixture } from './testing/fixture.ts';

const isRoot = process.getuid?.() === 0;

let programs: Programs;
let fixture: Fixture;
let stores: Stores;

beforeAll(async () => {
  programs = await findPrograms({ PATH: process.env.PATH });
  fixture = await startFixture();
  stores = await startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs,
    topology: DOCUMENTED_TOPOLOGY,
  });
});
afterAll(async () => {
  const dataFolder = await cwdOf('postgres');
  expect(await fixture.end()).toEqual([]);
  expect(existsSync(dataFolder)).toBe(false);
});

const cwdOf = async (name: string) => {
  const root = processesOf(stores.parts).find((process) => process.name === name)!.pid;
  return listProcesses().find(({ pid }) => pid === root)!.cwd!;
};

async function query<Row extends pg.QueryResultRow>(
  text: string,
  databaseUrl = stores.databaseUrl,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function refusal(action: Promise<unknown>): Promise<ProofloadError> {
  const error = await action.catch((reason: unknown) => reason);
  if (!(error instanceof ProofloadError)) throw new Error(`expected a ProofloadError, got ${error}`);
  return error;
}

const passwordOf = (url: string) => new URL(url).password;

function changing(url: string, change: (url: URL) => void): string {
  const changed = new URL(url);
  change(changed);
  return changed.toString();
}

describe('our own PostgreSQL', () => {
  it('reports its version and the settings in force', async () => {
    expect(stores.versions.postgres).toBe(programs.postgresBinDir!.version);
    expect(stores.serverSettings).toMatchObject({
      'postgres.fsync': 'on',
      'postgres.synchronous_commit': 'on',
      'postgres.shared_buffers': '2GB',
      'postgres.max_connections': '330',
      'postgres.timezone': 'UTC',
      'postgres.track_io_timing': 'on',
    });
  });

  it('keeps statement statistics', async () => {
    await query('SELECT 4711 AS sum_of_this_test');
    const rows = await query(
      "SELECT calls FROM pg_stat_statements WHERE query LIKE '%sum_of_this_test%' AND query NOT LIKE '%LIKE%'",
    );
    expect(rows).toEqual([{ calls: '1' }]);
  });

  it('requires its password, on every address that it listens on', async () => {
    const wrong = changing(stores.databaseUrl, (url) => {
      url.password = 'wrong';
    });
    await expect(query('SELECT 1', wrong)).rejects.toThrow('password authentication failed');
    const [row] = await query<{ listen_addresses: string }>('SHOW listen_addresses');
    expect(row).toEqual({ listen_addresses: '127.0.0.1' });
  });

  it('has a collation that is the same on every machine, and UTF-8', async () => {
    expect(
      await query(
        'SELECT datcollate, pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = current_database()',
      ),
    ).toEqual([{ datcollate: 'C', encoding: 'UTF8' }]);
  });

  it.runIf(isRoot)('does not run as root', async () => {
    const { pid } = processesOf(stores.parts).find(({ name }) => name === 'postgres')!;
    const uids = /^Uid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]!.split(/\s+/);
    expect(uids).not.toContain('0');
  });

  it('hides its data from other users', async () => {
    expect((await stat(dirname(await cwdOf('postgres')))).mode & 0o077).toBe(0);
  });
});

describe('our own Redis', () => {
  it('is configured as documented', () => {
    expect(stores.versions.redis).toBe(programs.redisServer!.version);
    expect(stores.serverSettings).toMatchObject({
      'redis.maxmemory': String(2 * 1024 ** 3),
      'redis.maxmemory-policy': 'allkeys-lru',
      'redis.save': '',
      'redis.appendonly': 'no',
    });
  });

  it('requires its password', async () => {
    const redis = new Redis(
      changing(stores.redisUrl, (url) => {
        url.password = 'wrong';
      }),
      { lazyConnect: true, retryStrategy: () => null },
    );
    redis.on('error', () => {});
    await expect(redis.ping()).rejects.toThrow();
    redis.disconnect();
  });

  it('lets only its owner read the file with its password', async () => {
    const file = await stat(join(await cwdOf('redis'), 'redis.conf'));
    expect(file.mode & 0o777).toBe(0o600);
  });
});

it('keeps passwords out of the process list and the logs', () => {
  const secrets = [stores.databaseUrl, stores.redisUrl].map(passwordOf);
  const roots = processesOf(stores.parts).map(({ pid }) => pid);
  const texts = [
    ...membersOf(roots, [], listProcesses()).map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
    ...readdirSync(join(fixture.folder, 'logs')).map((name) =>
      readFileSync(join(fixture.folder, 'logs', name), 'utf8'),
    ),
  ];
  expect(texts.length).toBeGreaterThan(8);
  for (const secret of secrets) for (const text of texts) expect(text).not.toContain(secret);
});

describe('given stores', () => {
  const given = (urls: { databaseUrl?: string; redisUrl?: string }) =>
    startStores({
      folder: fixture.folder,
      supervisor: fixture.supervisor,
      programs: { ...programs, postgresBinDir: null, redisServer: null },
      topology: DOCUMENTED_TOPOLOGY,
      databaseUrl: stores.databaseUrl,
      redisUrl: stores.redisUrl,
      ...urls,
    });

  it('are used, described, and not stopped', async () => {
    const same = await given({});
    expect(processesOf(same.parts)).toEqual([]);
    expect(same.databaseUrl).toBe(stores.databaseUrl);
    expect(same.redisUrl).toBe(stores.redisUrl);
    expect(same.versions).toEqual(stores.versions);
    expect(same.serverSettings).toEqual(stores.serverSettings);
    await same.stop();
    expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('may have a role with few rights', async () => {
    await query("CREATE ROLE app LOGIN PASSWORD 'app'");
    const databaseUrl = changing(stores.databaseUrl, (url) => {
      url.username = 'app';
      url.password = 'app';
    });
    const { serverSettings } = await given({ databaseUrl });
    expect(serverSettings['postgres.shared_buffers']).toBe('2GB');
  });

  it.each([
    [
      'a port without a listener',
      (url: URL, port: number) => {
        url.port = String(port);
      },
      'ECONNREFUSED',
    ],
    [
      'a wrong password',
      (url: URL) => {
        url.password = 'open-sesame';
      },
      'password authentication failed',
    ],
    [
      'a missing database',
      (url: URL) => {
        url.pathname = '/elsewhere';
      },
      'does not exist',
    ],
  ] as const)('DATABASE_URL with %s: says where and why, not the password', async (_what, change, reason) => {
    const [port] = await findFreePorts(1);
    const databaseUrl = changing(stores.databaseUrl, (url) => change(url, port!));
    const error = await refusal(given({ databaseUrl }));
    expect(error.code).toBe('DATABASE_UNREACHABLE');
    expect(error.message).toContain(new URL(databaseUrl).host);
    expect(error.message).toContain(reason);
    expect(`${error.message} ${error.hint}`).not.toContain(passwordOf(databaseUrl));
    expect(error.hint).toContain('DATABASE_URL');
  });

  it.each(['my:secret@database', 'my secret', 'mysql://my:secret@127.0.0.1/d', 'postgres:secret'])(
    'DATABASE_URL or REDIS_URL that is %s: refused without showing it',
    async (url) => {
      for (const error of [
        await refusal(given({ databaseUrl: url })),
        await refusal(given({ redisUrl: url })),
      ]) {
        expect(error.code).toBe('ADDRESS_INVALID');
        expect(`${error.message} ${error.hint}`).not.toContain('secret');
      }
    },
  );

  it('are reached in the database that REDIS_URL names', async () => {
    const redisUrl = `${stores.redisUrl}/3`;
    await withRedis(redisUrl, (redis) => redis.set('where', 'third'));
    expect(await withRedis(stores.redisUrl, (redis) => redis.get('where'))).toBeNull();
    expect((await given({ redisUrl })).redisUrl).toBe(redisUrl);
    await withRedis(redisUrl, (redis) => redis.del('where'));
  });

  it.each([
    [
      'a port without a listener',
      (url: URL, port: number) => {
        url.port = String(port);
      },
      'ECONNREFUSED',
    ],
    [
      'a wrong password',
      (url: URL) => {
        url.password = 'open-sesame';
      },
      'WRONGPASS',
    ],
    [
      'a database that it does not have',
      (url: URL) => {
        url.pathname = '/99';
      },
      'DB index is out of range',
    ],
  ] as const)('REDIS_URL with %s: says where, not the password', async (_what, change, reason) => {
    const [port] = await findFreePorts(1);
    const redisUrl = changing(stores.redisUrl, (url) => change(url, port!));
    const error = await refusal(given({ redisUrl }));
    expect(error.code).toBe('REDIS_UNREACHABLE');
    expect(error.message).toContain(new URL(redisUrl).host);
    expect(error.message).toContain(reason);
    expect(`${error.message} ${error.hint}`).not.toContain(passwordOf(redisUrl));
  });
});

describe('in a checkout that only its owner may enter', () => {
  it.runIf(isRoot)('PostgreSQL starts anyway, from a copy', async () => {
    const checkout = await mkdtemp(join(tmpdir(), 'proofload-checkout-'));
    await chmod(checkout, 0o700);
    const installation = join(checkout, 'postgresql');
    await cp(dirname(programs.postgresBinDir!.path), installation, {
      recursive: true,
      verbatimSymlinks: true,
    });
    const own = await startFixture();
    try {
      const postgresBinDir = { ...programs.postgresBinDir!, path: join(installation, 'bin') };
      const started = await startStores({
        folder: join(checkout, 'run'),
        supervisor: own.supervisor,
        programs: { ...programs, postgresBinDir },
        topology: DOCUMENTED_TOPOLOGY,
        redisUrl: stores.redisUrl,
      });
      expect(await query('SELECT 1 AS one', started.databaseUrl)).toEqual([{ one: 1 }]);
      expect(await readdir(join(checkout, 'run', 'logs'))).toContain('postgres.log');
    } finally {
      expect(await own.end()).toEqual([]);
      await rm(checkout, { recursive: true });
    }
  });
});

it('keeps the data where it is told to, in a state that can be started again', async () => {
  const kept = await mkdtemp(join(tmpdir(), 'proofload-kept-'));
  const own = await startFixture();
  try {
    const started = await startStores({
      folder: own.folder,
      supervisor: own.supervisor,
      programs,
      topology: DOCUMENTED_TOPOLOGY,
      redisUrl: stores.redisUrl,
      keepDataIn: kept,
    });
    await started.stop();
    const log = readFileSync(join(own.folder, 'logs', 'postgres.log'), 'utf8');
    expect(log).toContain('received fast shutdown request');
    expect(await own.end()).toEqual([]);
    expect(await readdir(join(kept, 'data'))).toContain('PG_VERSION');
    expect(await readdir(join(kept, 'data'))).not.toContain('postmaster.pid');
  } finally {
    await own.end();
    await rm(kept, { recursive: true });
  }
});

describe.runIf(canMount())('on a full disk', () => {
  async function onSmallDisk(limit: string, action: (disk: string) => Promise<void>): Promise<void> {
    const disk = await mkdtemp(join(tmpdir(), 'proofload-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `${limit},mode=711`, 'tmpfs', disk]);
    try {
      await action(disk);
    } finally {
      execFileSync('umount', [disk]);
      await rm(disk, { recursive: true });
    }
  }

  const start = (own: Fixture, folder = own.folder) =>
    startStores({
      folder,
      supervisor: own.supervisor,
      programs,
      topology: DOCUMENTED_TOPOLOGY,
      redisUrl: stores.redisUrl,
    });

  it('a database cluster that cannot be created is DISK_FULL, and nothing is left running', async () => {
    await onSmallDisk('size=8m', async (disk) => {
      const own = await startFixture(disk);
      try {
        const error = await refusal(start(own));
        expect(error.code).toBe('DISK_FULL');
        expect(error.message).toContain('initdb');
        expect(error.hint).toContain('TMPDIR');
      } finally {
        expect(await own.end()).toEqual([]);
        expect(await readdir(disk)).toEqual([]);
      }
    });
  });

  it('a log that cannot be created is DISK_FULL', async () => {
    await onSmallDisk('nr_inodes=1', async (disk) => {
      const own = await startFixture();
      try {
        const error = await refusal(start(own, join(disk, 'run')));
        expect(error.code).toBe('DISK_FULL');
        expect(error.message).toContain(join(disk, 'run'));
      } finally {
        expect(await own.end()).toEqual([]);
      }
    });
  });
});

/** Mounting needs root with CAP_SYS_ADMIN, which containers often lack. */
function canMount(): boolean {
  try {
    execFileSync(
      '/bin/sh',
      ['-c', 'd=$(mktemp -d) && mount -t tmpfs tmpfs "$d" && umount "$d"; s=$?; rmdir "$d"; exit $s'],
      {
        stdio: 'ignore',
      },
    );
    return true;
  } catch {
    return false;
  }
}
