import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPrimary } from '../system/postgres/primary.ts';
import { findPrograms } from '../system/programs/programs.ts';
import { type Fixture, startFixture } from '../system/testing/fixture.ts';
import { printedObject } from './testing/printed.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const run = promisify(execFile);

/** A temporary folder for these commands only: otherwise one would clean up what a parallel test has killed, and report it. */
let temporary: string;
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'proofload-environment-'));
});
afterAll(() => rm(temporary, { recursive: true, force: true }));

type Ended = { code: number; stdout: string; stderr: string };

/** Runs the command to its end, in an environment with the given variables and little else. */
async function proofload(args: string[], env: Record<string, string>): Promise<Ended> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env;
  const ended = await run(process.execPath, [MAIN, ...args], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, TMPDIR: temporary, ...env },
  }).catch((error: Ended) => error);
  return { code: 0, ...ended };
}

describe('a variable is used, or refused before anything is started', () => {
  it.each([
    [{ REDIS_URL: 'redis://127.0.0.1:1/cache' }, 'ADDRESS_INVALID'],
    [{ DATABASE_URL: 'postgres://app:P@s3cret/1@127.0.0.1:1/b' }, 'ADDRESS_INVALID'],
    [{ DATABASE_URL: 'postgres://app:s3cret/1@127.0.0.1:1/b' }, 'ADDRESS_INVALID'],
    [{ REDIS_CLUSTER: '127.0.0.1:1' }, 'INVALID_OPTION'],
    [{ TMPDIR: '/no/such/folder' }, 'INVALID_OPTION'],
  ])('%j', async (env, code) => {
    const { code: exitCode, stdout, stderr } = await proofload(['verify', '--quick', '--json'], env);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(stdout + stderr).not.toContain('s3cret');
  });
});

describe('our own parts, whatever the environment', () => {
  let fixture: Fixture;
  let databaseUrl: string;
  beforeAll(async () => {
    fixture = await startFixture();
    const { folder, supervisor } = fixture;
    const programs = await findPrograms({ ...process.env, REDIS_URL: 'not needed' });
    ({ databaseUrl } = await startPrimary({ folder, supervisor, programs, poolConnections: 10 }));
  });
  afterAll(async () => {
    expect(await fixture.end()).toEqual([]);
  });

  it.each([
    { PGSSLMODE: 'require' },
    { PGOPTIONS: '-c default_transaction_read_only=on' },
    { PGHOST: '192.0.2.1', PGPORT: '1', PGUSER: 'nobody', PGDATABASE: 'nowhere', PGPASSWORD: 'wrong' },
    { PGREPLICATION: 'database', PGCLIENTENCODING: 'LATIN1', PGSSLNEGOTIATION: 'direct' },
    { LC_ALL: 'tr_TR.UTF-8', HTTP_PROXY: 'http://127.0.0.1:1', NODE_USE_ENV_PROXY: '1' },
  ])('are reached despite %j', async (env) => {
    const ended = await proofload(['seed', 'tvet-connect', '--dataset', '5'], {
      DATABASE_URL: databaseUrl,
      ...env,
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('fingerprint');
  });

  it('are filled by seed, which prints with --json what it wrote', async () => {
    const { stdout } = await proofload(['seed', 'tvet-connect', '--dataset', '5', '--json'], {
      DATABASE_URL: databaseUrl,
    });
    expect(printedObject(stdout)).toMatchObject({
      kind: 'dataset',
      dataset: { fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('are reached by HTTP without a proxy', async () => {
    const server = createServer((_request, response) => response.end('direct')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const asking = `
      const { takeEnvironment } = await import('${join(import.meta.dirname, 'own-environment.ts')}');
      takeEnvironment(process.env);
      console.log(await (await fetch('${url}')).text());`;
    const proxy = 'http://127.0.0.1:1';
    const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: 'example.com' };
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', asking], { env });
    expect(stdout.trim()).toBe('direct');
    server.close();
  });
});
