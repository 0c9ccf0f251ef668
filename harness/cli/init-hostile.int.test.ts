import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { junitProblems } from '../../reports/gate/testing/published-schemas.ts';
import { provision } from '../../scripts/provision/index.ts';
import type { Plan } from '../model/plan.ts';
import { variablesIn } from '../own/from-environment.ts';
import { harText, type Recorded } from '../project/plan/testing/recording.ts';
import { HOSTILE, hostileApi, hostileRecording } from './testing/hostile-sources.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const ROOT = join(import.meta.dirname, '../..');

let server: Server;
let elsewhere: Server;
let reached = 0;
let url: string;
let folder: string;
const urlOf = (of: Server) => `http://127.0.0.1:${(of.address() as AddressInfo).port}`;
const listening = (of: Server) => new Promise<void>((resolve) => of.listen(0, '127.0.0.1', resolve));

beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-init-hostile-'));
  elsewhere = createServer((_, response) => {
    reached++;
    response.end('{}');
  });
  await listening(elsewhere);
  // Whatever is sent, it answers with what is hostile.
  server = createServer((request, response) => {
    request.resume();
    const isAway = request.url!.startsWith('/away');
    response
      .writeHead(isAway ? 302 : request.method === 'POST' ? 201 : 200, {
        'content-type': 'application/json',
        ...(isAway && { location: `${urlOf(elsewhere)}/x` }),
      })
      .end(JSON.stringify({ id: HOSTILE[0], list: HOSTILE.map((text) => ({ [text]: text, id: text })) }));
  });
  await listening(server);
  url = urlOf(server);
});
afterAll(async () => {
  server.close();
  elsewhere.close();
  await rm(folder, { recursive: true, force: true });
});

type Ended = { code: unknown; stdout: string; stderr: string };
function proofload(args: string[], cwd = folder, more: Record<string, string> = {}): Promise<Ended> {
  const { DATABASE_URL: _, REDIS_URL: __, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, ...args],
      { cwd, env: { ...env, ...more }, maxBuffer: 1e8 },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

function run(command: string, args: string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve(error ? `${stdout}${stderr}` : ''),
    );
  });
}

/** Nothing that moves the cursor, hides a line, or is a command to a CI system; and no line that fills the screen. */
function expectHarmlessOutput({ stdout, stderr }: Ended): void {
  for (const line of `${stdout}\n${stderr}`.split('\n')) {
    expect(line).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u);
    expect(line.trim()).not.toMatch(/^::|##\[/);
    expect(line.length).toBeLessThan(500);
  }
}

describe.each([
  ['a description', 'api.json', () => JSON.stringify(hostileApi())],
  ['a recording', 'shop.har', () => harText(hostileRecording(), HOSTILE[0])],
] as const)('%s full of code', (_, source, text) => {
  const project = () => join(folder, source.replace('.', '-'));
  const fileOf = (name: string) => readFile(join(project(), name), 'utf8');
  let ended: Ended;
  beforeAll(async () => {
    await writeFile(join(folder, source), text());
    const options = ['--url', url, '--writes', '--folder', project(), '--rate', '40'];
    ended = await proofload(['init', source, ...options], folder, { SECRET_TOKEN_X: 'x' });
    expect(ended.code, ended.stderr).toBe(0);
  });

  it('is converted without a trace of it on the terminal', () => {
    expectHarmlessOutput(ended);
    expect(ended.stdout).toContain('Written to');
  });

  it('and in --json', async () => {
    const args = ['init', source, '--url', url, '--no-smoke', '--json', '--folder', `${project()}-json`];
    const { stdout, code } = await proofload(args);
    expect(code).toBe(0);
    expect(stdout.replace(/\n$/, '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u);
    expect(JSON.parse(stdout)).toHaveProperty('project');
  });

  it('becomes files that mislead nobody', async () => {
    expect((await readdir(project())).toSorted()).toEqual(
      [
        '.github',
        '.gitignore',
        'plan.json',
        'proofload.config.ts',
        'scenario.ts',
        'tsconfig.json',
      ].toSorted(),
    );
    for (const name of ['plan.json', 'proofload.config.ts', 'scenario.ts', '.github/workflows/proofload.yml'])
      expect((await fileOf(name)).replaceAll('\n', '')).not.toMatch(
        /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u,
      );
    const { operations, leftOut = [] } = JSON.parse(await fileOf('plan.json')) as Plan;
    expect(operations.length).toBeGreaterThan(10);
    for (const { name } of [...operations, ...leftOut]) expect(name.length).toBeLessThan(200);
    // Nothing that is sent comes from this machine, except what the project itself asks for.
    const variables = variablesIn(operations.map(({ path, headers, body }) => [path, headers, body]));
    expect(variables.filter((name) => !name.startsWith('SECRET_'))).toEqual([]);
    expect((parse(await fileOf('.github/workflows/proofload.yml')) as { name: string }).name).toBe(
      'Proofload',
    );
  });

  it('becomes code that is what it says', async () => {
    for (const name of ['proofload.config.ts', 'scenario.ts']) {
      const plain = join(folder, `${source}-${name}.mjs`);
      await writeFile(plain, stripTypeScriptTypes(await fileOf(name)));
      expect(await run(process.execPath, ['--check', plain], folder)).toBe('');
    }
    await writeFile(
      join(project(), 'types.json'),
      JSON.stringify({
        extends: './tsconfig.json',
        compilerOptions: {
          allowImportingTsExtensions: true,
          typeRoots: [join(ROOT, 'node_modules/@types')],
          types: ['k6'],
          paths: {
            proofload: [join(ROOT, 'harness/own/define-system.ts')],
            'proofload/scenario': [join(ROOT, 'scenarios/lib/own/index.ts')],
          },
        },
        include: ['*.ts', join(ROOT, 'scenarios/lib/*.d.ts')],
      }),
    );
    expect(await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'types.json'], project())).toBe('');
  });

  it('shows what would be sent, and is judged, with harmless reports', async () => {
    const dryRun = await proofload(['verify', '--dry-run'], project());
    expect(dryRun).toMatchObject({ code: 0 });
    expectHarmlessOutput(dryRun);

    const names = [...(await fileOf('plan.json')).matchAll(/\$\{(SECRET_\w+)\}/g)].map(([, name]) => name!);
    const variables = Object.fromEntries(names.map((name) => [name, 'x']));
    const options = ['--quick', '--duration', '2s', '--json'];
    const verified = await proofload(['verify', ...options], project(), variables);
    const { runs } = JSON.parse(verified.stdout || verified.stderr) as { runs: [{ folder: string }] };
    expect(verified.stdout).not.toMatch(/[\p{Cs}\p{Bidi_Control}\u2028\u2029]/u);
    const [{ folder: runFolder }] = runs;
    const report = (name: string) => readFile(join(runFolder, name), 'utf8');
    const [page, markdown, junit] = [
      await report('report.html'),
      await report('report.md'),
      await report('junit.xml'),
    ];
    // Only what is found is shown: the pages are long.
    const found = (text: string, ...harmful: RegExp[]) =>
      harmful.flatMap((each) => each.exec(text.replaceAll('\n', '\r'))?.[0] ?? []);
    const everywhere = /(?!\r)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;
    expect(
      found(page, everywhere, /<script>globalThis/, /<img src=x/, /onerror="/, /href="javascript/),
    ).toEqual([]);
    expect(found(markdown, everywhere, /<script/, /<img/, /(?<!\\)\]\(javascript:/, /\r::error/)).toEqual([]);
    expect(found(junit, everywhere, /<script>globalThis/, /<failure message="x"/)).toEqual([]);
    expect(page).toContain('globalThis.process.exit(99)'); // the names are there
    expect(await junitProblems(junit)).toEqual([]);
  });
});

it('a recording of 100 MB is converted in memory that every machine has', async () => {
  const file = join(folder, 'long.har');
  const item = (i: number) => ({ id: `item-${i}-${i * 7919}`, title: `Item ${i}`, text: 'word '.repeat(40) });
  const recorded = Array.from({ length: 2_000 }, (_, i): Recorded => {
    const at = i * 300;
    if (i % 4 === 0)
      return {
        at,
        url: `https://shop.example/list/${i}`,
        body: Array.from({ length: 250 }, (_, n) => item(i + n)),
      };
    if (i % 4 === 1)
      return { at, url: `https://shop.example/items/item-${i - 1}-${(i - 1) * 7919}`, body: item(i - 1) };
    if (i % 4 === 2)
      return {
        at,
        url: `https://shop.example/page/${i}?t=${i * 104_729}`,
        body: `<p>${'word '.repeat(20_000)}</p>`,
      };
    return { at, url: `https://shop.example/picture${i}.png`, type: 'image/png', body: 'A'.repeat(50_000) };
  });
  const text = harText(recorded);
  expect(text.length).toBeGreaterThan(100e6);
  await writeFile(file, text);
  const { code, stdout } = await proofload(
    ['init', 'long.har', '--url', url, '--no-smoke', '--json', '--folder', 'long'],
    folder,
    { NODE_OPTIONS: '--max-old-space-size=2000' },
  );
  expect(code, stdout).toBe(0);
  const { operations } = JSON.parse(await readFile(join(folder, 'long/plan.json'), 'utf8')) as Plan;
  expect(operations.map(({ name }) => name).toSorted()).toEqual([
    'GET /items/{itemId}',
    'GET /list/{listId}',
    'GET /page/{pageId}?t',
  ]);
});

it('a redirect of the system to another host is not followed, and named', async () => {
  const { leftOut = [] } = JSON.parse(await readFile(join(folder, 'shop-har/plan.json'), 'utf8')) as Plan;
  expect(leftOut).toContainEqual(
    expect.objectContaining({ name: 'GET /away', reason: 'it leads to another host, where nothing is sent' }),
  );
  expect(reached).toBe(0);
});
