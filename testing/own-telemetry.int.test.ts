import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../harness/model/errors.ts';
import type { Run } from '../harness/model/run.ts';
import type { Verdict } from '../harness/model/verdict.ts';
import { readIfThere } from '../harness/store/disk.ts';
import { startPrimary } from '../harness/system/postgres/primary.ts';
import { findPrograms } from '../harness/system/programs/programs.ts';
import { listProcesses, membersOf } from '../harness/system/supervision/process-tree.ts';
import { type Fixture, startFixture } from '../harness/system/testing/fixture.ts';
import { startTestRedis, type TestStore } from '../reference-server/testing/stores.ts';
import { provision } from '../scripts/provision/index.ts';

const MAIN = join(import.meta.dirname, '../harness/cli/main.ts');

/** Each may be in no output. They have what has to be encoded in a URL. */
const SECRETS = {
  database: 'dist1nct/d@tabase#pw',
  cache: 'dist1nct:c@che?pw',
  metrics: 'dist1nct-metrics-token',
  key: 'dist1nct key & "more"',
};
const waysToSay = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(secret).replaceAll('%20', '+'),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64'),
];

let fixture: Fixture;
let redis: TestStore;
let app: Server;
let pool: pg.Pool;
let cache: Redis;
let folder: string;
let env: Record<string, string>;
const counts = { 200: 0, 403: 0, lookups: 0, seconds: 0 };
/** what the metrics lead to, if they are redirected */
let metricsLeadTo: string | null = null;
let askedElsewhere = 0;

beforeAll(async () => {
  await provision({ need: ['k6', 'redis'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-own-telemetry-'));
  fixture = await startFixture();
  const programs = await findPrograms({ ...process.env, REDIS_URL: 'not needed' });
  const { databaseUrl } = await startPrimary({ ...fixture, programs, poolConnections: 10 });
  const admin = new pg.Client(databaseUrl);
  await admin.connect();
  await admin.query(`CREATE ROLE shop LOGIN PASSWORD ${admin.escapeLiteral(SECRETS.database)}`);
  await admin.query('GRANT pg_monitor TO shop');
  await admin.query('CREATE TABLE items AS SELECT generate_series(1, 100) AS id');
  await admin.query('GRANT SELECT ON items TO shop');
  await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  await admin.end();
  redis = await startTestRedis();
  const setter = new Redis(redis.url);
  await setter.config('SET', 'requirepass', SECRETS.cache);
  setter.disconnect();

  const withPassword = (url: string, user: string, password: string) => {
    const { host, protocol, pathname } = new URL(url);
    return `${protocol}//${user}:${encodeURIComponent(password)}@${host}${pathname}`;
  };
  env = {
    DATABASE_URL: withPassword(databaseUrl, 'shop', SECRETS.database),
    REDIS_URL: withPassword(redis.url, '', SECRETS.cache),
    METRICS_TOKEN: SECRETS.metrics,
    API_KEY: SECRETS.key,
  };
  pool = new pg.Pool({ connectionString: env.DATABASE_URL!, max: 5 });
  cache = new Redis(env.REDIS_URL!);
  app = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://app');
    if (pathname === '/elsewhere') askedElsewhere++;
    if (pathname === '/metrics') {
      if (metricsLeadTo !== null) return response.writeHead(302, { location: metricsLeadTo }).end();
      const isLetIn = request.headers.authorization === `Bearer ${SECRETS.metrics}`;
      return response.writeHead(isLetIn ? 200 : 403).end(metrics());
    }
    if (searchParams.get('key') !== SECRETS.key) {
      counts[403]++;
      return response.writeHead(403).end(`the key ${searchParams.get('key')} is wrong`);
    }
    const startedMs = performance.now();
    await cache.get(`item ${searchParams.get('id')}`);
    const { rows } = await pool.query('SELECT id FROM items WHERE id = $1', [searchParams.get('id')]);
    counts.lookups++;
    counts.seconds += (performance.now() - startedMs) / 1000;
    counts[200]++;
    response.end(JSON.stringify(rows));
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  app.close();
  cache.disconnect();
  await pool.end();
  await redis.stop();
  expect(await fixture.end()).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

const metrics = () => `
app_requests_total{code="200",path="/items"} ${counts[200]}
app_requests_total{code="403",path="/items"} ${counts[403]}
app_query_seconds_bucket{le="0.05"} ${counts.lookups}
app_query_seconds_bucket{le="5"} ${counts.lookups}
app_query_seconds_bucket{le="+Inf"} ${counts.lookups}
app_query_seconds_sum ${counts.seconds}
app_query_seconds_count ${counts.lookups}
`;

const TELEMETRY = `
  telemetry: {
    metrics: [{
      name: 'app', url: APP + '/metrics', token: '$' + '{METRICS_TOKEN}',
      requests: { counter: 'app_requests_total', statusLabel: 'code' },
      queryTime: { histogram: 'app_query_seconds' },
    }],
    processes: ['redis-server'],
  },`;

async function configWith(telemetry: string, target = ''): Promise<string> {
  const { port } = app.address() as AddressInfo;
  const file = join(folder, `proofload-${Math.random().toString(36).slice(2)}.config.ts`);
  await writeFile(
    file,
    `const APP = 'http://127.0.0.1:${port}';
    export default {
      name: 'App', url: APP, targets: [{ p95Ms: 5_000 }, ${target}],
      load: { ratePerSec: 30, warmUpMs: 1_000, durationMs: 4_000 },
      routes: { item: { method: 'GET', path: '/items?key=$' + '{API_KEY}&id={id}', checks: [{ body: 'length', atLeast: 1 }] } },
      values: { id: [1, 2, 3] },${telemetry}
    };`,
  );
  return file;
}

type Ended = { code: unknown; stdout: string; stderr: string; commandLines: string };

/** The command, and the command lines of all that it started. */
async function verify(config: string, variables: Record<string, string>): Promise<Ended> {
  const { DATABASE_URL: _, REDIS_URL: __, ...rest } = process.env;
  const seen = new Set<string>();
  return new Promise((resolve) => {
    const args = [MAIN, 'verify', '--config', config, '--json', '--out', join(folder, 'runs')];
    const options = { cwd: folder, env: { ...rest, ...variables }, maxBuffer: 1e8 };
    const child = execFile(process.execPath, args, options, (error, stdout, stderr) => {
      clearInterval(watch);
      resolve({ code: error?.code ?? 0, stdout, stderr, commandLines: [...seen].join('\n') });
    });
    const watch = setInterval(() => {
      for (const pid of membersOf([child.pid!], [], listProcesses()))
        seen.add((readIfThere(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' '));
    }, 100);
  });
}

async function contentsOf(runFolder: string): Promise<string> {
  const files = (await readdir(runFolder, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

function expectNoSecret(...texts: string[]): void {
  for (const secret of Object.values(SECRETS))
    for (const said of waysToSay(secret))
      for (const text of texts) expect(text.includes(said), `${said} is said`).toBe(false);
}

async function judged(ended: Ended) {
  const { runs } = JSON.parse(ended.stdout || `"${ended.stderr}"`) as {
    runs: [{ folder: string; verdict: Verdict }];
  };
  const [{ folder: runFolder, verdict }] = runs;
  const read = (name: string) => readFile(join(runFolder, name), 'utf8');
  return {
    runFolder,
    verdict,
    run: JSON.parse(await read('run.json')) as Run,
    html: await read('report.html'),
  };
}

describe('a system of one’s own, of which much can be observed', () => {
  it('is observed under its own names, and none of the secrets for that is said anywhere', async () => {
    const lookups = `{ indicator: { source: 'statements', statistic: 'quantile', q: 0.95 }, operator: '<=', bound: 5_000, id: 'lookups' }`;
    const ended = await verify(await configWith(TELEMETRY, lookups), env);
    const { runFolder, verdict, run, html } = await judged(ended);
    expect(run.observed).toMatchObject({ servers: ['app'], database: true, cache: true, processes: true });
    expect(verdict.targets.find(({ id }) => id === 'lookups')!.actual).toBeLessThanOrEqual(50); // the bucket that all are in
    expect(run.statements.map(({ statement }) => statement).join()).toContain('FROM items WHERE id =');
    expect(run.provenance.versions).toMatchObject({
      postgres: expect.any(String),
      redis: expect.any(String),
    });
    expect(verdict.notes.join()).not.toContain('Not observed');
    for (const section of ['Statements in PostgreSQL', 'Statements in the servers', 'redis-server'])
      expect(html).toContain(section);
    expect(html).not.toContain('Data kept');

    expect(ended.commandLines).toMatch(/k6 run/);
    expectNoSecret(ended.stdout, ended.stderr, ended.commandLines, await contentsOf(runFolder));
  });

  it('without any of it says once what is absent, and has no section for it', async () => {
    const ended = await verify(await configWith(''), { API_KEY: SECRETS.key });
    const { runFolder, verdict, run, html } = await judged(ended);
    expect(run.observed).toMatchObject({ servers: [], database: false, cache: false, processes: false });
    const said = verdict.notes.filter((note) => /observed/i.test(note));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('Only its responses were observed. Not observed:');
    for (const section of [/Statements in/, /Cache families/, /Processes</, /Data kept/, /Not measured/])
      expect(html).not.toMatch(section);
    expectNoSecret(ended.stdout, ended.stderr, await contentsOf(runFolder));
  });
});

describe('what is named but cannot be observed ends the command before a load, without a secret', () => {
  it.each<[string, () => Record<string, string>, string]>([
    [
      'a database with another password',
      () => ({ DATABASE_URL: env.DATABASE_URL!.replace('//shop:', '//shop:x') }),
      'DATABASE_UNREACHABLE',
    ],
    [
      'a database that is none',
      () => ({ DATABASE_URL: env.DATABASE_URL!.replace(/@[^/]+/, '@127.0.0.1:1') }),
      'DATABASE_UNREACHABLE',
    ],
    [
      'a database by a wrong address',
      () => ({ DATABASE_URL: `postgres://shop:${SECRETS.database}@127.0.0.1/x` }),
      'ADDRESS_INVALID',
    ],
    [
      'a cache with another password',
      () => ({ REDIS_URL: env.REDIS_URL!.replace('//:', '//:x') }),
      'REDIS_UNREACHABLE',
    ],
    ['metrics with another token', () => ({ METRICS_TOKEN: `${SECRETS.metrics}x` }), 'TARGET_UNREACHABLE'],
    ['a key that is wrong', () => ({ API_KEY: `${SECRETS.key}x` }), 'TARGET_UNREACHABLE'],
  ])('%s', async (_, changes, code) => {
    const before = await readdir(join(folder, 'runs')).catch((): string[] => []);
    const ended = await verify(await configWith(TELEMETRY), { ...env, ...changes() });
    expect(ended.code).toBe(EXIT.usage);
    expect(JSON.parse(ended.stdout).error).toMatchObject({ code });
    expectNoSecret(ended.stdout, ended.stderr, ended.commandLines);
    for (const name of await readdir(join(folder, 'runs')).catch((): string[] => []))
      if (!before.includes(name)) expectNoSecret(await contentsOf(join(folder, 'runs', name)));
  });

  it('metrics that lead elsewhere', async () => {
    const { port } = app.address() as AddressInfo;
    metricsLeadTo = `http://localhost:${port}/elsewhere`;
    try {
      const ended = await verify(await configWith(TELEMETRY), env);
      expect(JSON.parse(ended.stdout).error).toMatchObject({
        code: 'TARGET_UNREACHABLE',
        message: expect.stringContaining('/metrics answered 302'),
      });
      expect(askedElsewhere).toBe(0);
    } finally {
      metricsLeadTo = null;
    }
  });
});
