import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../harness/model/errors.ts';
import type { Run } from '../harness/model/run.ts';
import type { Verdict } from '../harness/model/verdict.ts';
import { openRunFolder, readTimeline } from '../harness/store/index.ts';
import { provision } from '../scripts/provision/index.ts';
import { StartedSystems, SYSTEMS } from './started-systems.ts';

const MAIN = join(import.meta.dirname, '../harness/cli/main.ts');

let folder: string;
const systems = new StartedSystems();

beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-own-systems-'));
});
afterAll(async () => {
  await systems.stop();
  await rm(folder, { recursive: true, force: true });
});

type Ended = { code: unknown; stdout: string; stderr: string };

/** The command, in an environment without stores. */
async function proofload(args: string[], env: Record<string, string> = {}, cwd = folder): Promise<Ended> {
  const { DATABASE_URL: _, REDIS_URL: __, ...rest } = process.env;
  return new Promise((resolve) => {
    const options = { cwd, env: { ...rest, ...env }, maxBuffer: 1e8 };
    execFile(process.execPath, [MAIN, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

/** What a system says it was sent. */
async function countsOf(url: string): Promise<{ pages: Record<string, number> }> {
  const response = await fetch(`${url}/counts`);
  return (await response.json()) as { pages: Record<string, number> };
}

async function contentsOf(runFolder: string): Promise<string> {
  const files = (await readdir(runFolder, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
  );
  return texts.join('\n');
}

type Printed = { runs: [{ folder: string; verdict: Verdict }] };

async function judged({ stdout, stderr }: Ended) {
  const { runs } = JSON.parse(stdout || `"${stderr}"`) as Printed;
  const [{ folder: runFolder, verdict }] = runs;
  const recorded = JSON.parse(await readFile(join(runFolder, 'run.json'), 'utf8')) as Run;
  const of = (id: string) => verdict.targets.find((target) => target.id === id)!;
  return { runFolder, verdict, recorded, of };
}

describe('a shop with a login, described by a config', () => {
  let url: string;
  const env = () => ({ SHOP_URL: url, SHOP_PASSWORD: 'secret of' });
  beforeAll(async () => {
    url = await systems.startApp('shop');
  });

  it('shows what would be sent, and sends nothing', async () => {
    const { code, stdout } = await proofload(
      ['verify', '--dry-run'],
      { SHOP_URL: url },
      join(SYSTEMS, 'shop'),
    );
    expect(code).toBe(0);
    expect(stdout).toContain('Corner Shop: this would be sent. Nothing was.');
    expect(stdout).toContain('6 users, each of whom logs in first with POST /login');
    expect(stdout).toContain('50%  GET /items?page={page}');
    expect(stdout).toContain('SHOP_PASSWORD (not set)');
    expect(await countsOf(url)).toMatchObject({ logins: 0, pages: {} });
  });

  it('is not loaded when a user cannot log in', async () => {
    const config = join(SYSTEMS, 'shop/proofload.config.ts');
    const args = ['verify', '--config', config, '--out', join(folder, 'runs')];
    const { code, stderr } = await proofload(args, { ...env(), SHOP_PASSWORD: 'not it' });
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(/User 1 could not log in\. .* POST .*\/login and was answered 401/);
    expect(stderr).toContain('LOGIN_FAILED');
    expect(await countsOf(url)).toMatchObject({ logins: 0, pages: {} });
  });

  it('is judged as each of its users, with values that vary and what else could be observed', async () => {
    const config = join(SYSTEMS, 'shop/proofload.config.ts');
    const ended = await proofload(
      ['verify', '--config', config, '--json', '--out', join(folder, 'runs')],
      env(),
    );
    const { runFolder, verdict, recorded, of } = await judged(ended);
    expect(recorded).toMatchObject({
      state: 'complete',
      platform: 'corner-shop',
      title: 'Corner Shop',
      target: url,
      topology: null,
      promisedBy: 'config',
      observed: {
        servers: ['shop'],
        processes: true,
        database: false,
        cache: false,
        edge: false,
        data: false,
      },
    });
    // Every response was what that user expects: with the item that was captured, and the name that was logged in.
    expect(of('availability').actual, JSON.stringify(of('availability'))).toBe(1);
    expect(of('p95.item').sampleCount).toBeGreaterThan(20);
    expect(of('users').actual).toBe(5);
    const lookups = verdict.targets.find(({ statement }) => statement === 'Lookups take at most 100 ms')!;
    expect(lookups.actual).toBeGreaterThan(0);
    expect(lookups.actual).toBeLessThanOrEqual(5); // the bound of the bucket that all lookups are in
    const counts = await countsOf(url);
    expect(counts).toMatchObject({ logins: 6, carts: 0 });
    expect(Object.keys(counts.pages).toSorted()).toEqual(['1', '2', '3', '4']);

    // What was not observed is said once, and is in no row.
    expect(verdict.notes.filter((note) => note.includes('Not observed')).join()).toBe(
      `Proofload did not start the system at ${url}. Besides its responses, Proofload observed the servers' own metrics, CPU and memory of its processes. Not observed: the database (DATABASE_URL), the cache (REDIS_URL).`,
    );
    expect(new Set(verdict.saturation.map(({ resource }) => resource))).toEqual(
      new Set(['generator', 'machine']),
    );
    expect(verdict.validity.checks.map(({ name }) => name)).not.toContain('dataset-changed');
    const report = await readFile(join(runFolder, 'report.md'), 'utf8');
    expect(report).not.toContain('Not measured.');
    const timeline = await readTimeline(await openRunFolder(runFolder));
    const [cpu, requests] = [[], []] as [number[], number[]];
    for await (const { servers, processes } of timeline.lines) {
      requests.push(...servers.map((server) => server.requests));
      cpu.push(...processes.filter(({ name }) => name === 'app.mjs').map(({ cpuCores }) => cpuCores));
    }
    expect(Math.max(...requests)).toBeGreaterThan(10);
    expect(Math.max(...cpu)).toBeGreaterThan(0);

    // Nobody's session or password is left behind.
    const everything = await contentsOf(runFolder);
    expect(everything).not.toMatch(/session-[a-z0-9]{6}/);
    expect(everything).not.toContain('secret of');
  });
});

describe('a service in Go, described by the command line', () => {
  let url: string;
  beforeAll(async () => {
    url = await systems.startService(folder);
  });
  const verify = (path: string, ...more: string[]) => [
    'verify',
    ...[
      '--url',
      `${url}${path}`,
      '--rate',
      '40',
      '--quick',
      '--duration',
      '2s',
      '--json',
      '--out',
      join(folder, 'runs'),
    ],
    ...more,
  ];

  it('fails a promise that it breaks, with a header that is kept secret', async () => {
    const promised = ['--p99', '5000', '--availability', '99'];
    const ended = await proofload(verify('/flaky', ...promised));
    const { verdict, of, recorded } = await judged(ended);
    expect(ended.code).toBe(EXIT.fail);
    expect(verdict.status).toBe('fail');
    expect(of('availability').actual).toBeCloseTo(0.75, 1);
    expect(of('availability').source).toEqual({ document: 'the command line', section: '--availability' });
    expect(verdict.notes.join()).toContain('Only its responses were observed.');
    expect(recorded.observed).toMatchObject({ servers: [], processes: false });
  });

  it('is sent secrets from the environment, which are written nowhere', async () => {
    const header = 'x-key: $' + '{SERVICE_KEY}';
    const ended = await proofload(verify('/things', '--p95', '5000', '--header', header), {
      SERVICE_KEY: 's3cret-of-the-service',
    });
    const { of, runFolder } = await judged(ended);
    expect(of('p95').actual).toBeGreaterThan(0);
    expect(await contentsOf(runFolder)).not.toContain('s3cret-of-the-service');
    expect(ended.stdout + ended.stderr).not.toContain('s3cret-of-the-service');
  });

  it.each([
    ['a write that was not asked for', ['--method', 'POST'], 'CONFIG_INVALID', 'only GET and HEAD are sent'],
    [
      'a secret on the command line',
      ['--header', 'x-key: abc'],
      'CONFIG_INVALID',
      'has the value of "x-key" written out',
    ],
    [
      'a variable that is not set',
      ['--header', 'x-key: $' + '{NO_SUCH_KEY}'],
      'CONFIG_INVALID',
      'NO_SUCH_KEY is not set',
    ],
    ['a platform beside the address', ['tvet-connect'], 'INVALID_OPTION', '--url names a system of your own'],
  ])('is not loaded with %s', async (_, more, code, message) => {
    const before = await countsOf(url);
    const ended = await proofload(verify('/things', '--p95', '5000', ...more));
    expect(ended.code).toBe(EXIT.usage);
    expect(JSON.parse(ended.stdout).error).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(await countsOf(url)).toEqual(before);
  });

  it('is not loaded with less than is promised', async () => {
    const before = await countsOf(url);
    await writeFile(
      join(folder, 'contradiction.config.ts'),
      `export default { name: 'x', url: '${url}', targets: [{ ratePerSec: 1000 }], load: { ratePerSec: 500 }, routes: { a: { method: 'GET', path: '/things' } } };`,
    );
    const ended = await proofload(['verify', '--config', 'contradiction.config.ts', '--json']);
    expect(ended.code).toBe(EXIT.usage);
    expect(JSON.parse(ended.stdout).error).toMatchObject({
      code: 'TARGETS_CONTRADICT',
      message: expect.stringContaining('offers 500 requests/s, but at least 1,000 requests/s are promised'),
      hint: expect.stringContaining('`targets` or `load` in contradiction.config.ts,'),
    });
    expect(await countsOf(url)).toEqual(before);
  });

  it('is not taken for a host of somebody else, which is not loaded', async () => {
    await writeFile(
      join(folder, 'elsewhere.config.ts'),
      "export default { name: 'x', url: 'http://staging.shop.test', hosts: ['staging.shop.test'], targets: [{ p95Ms: 9 }], load: { ratePerSec: 1 }, routes: { a: { method: 'GET', path: '/' } } };",
    );
    const ended = await proofload(['verify', '--config', 'elsewhere.config.ts', '--json']);
    expect(JSON.parse(ended.stdout).error).toMatchObject({
      code: 'TARGET_NOT_ALLOWED',
      message: 'A load to staging.shop.test was not confirmed.',
    });
    const direct = await proofload([
      'verify',
      '--url',
      'http://staging.shop.test',
      '--rate',
      '1',
      '--p95',
      '9',
      '--json',
    ]);
    expect(JSON.parse(direct.stdout).error).toMatchObject({ code: 'TARGET_NOT_ALLOWED' });
  });
});
