import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printedObject } from '../../harness/cli/testing/printed.ts';
import { EXIT } from '../../harness/model/errors.ts';
import {
  type InstalledPackage,
  installPackage,
  linkDependencies,
  npm,
  proofload,
  run,
  typeErrors,
} from './testing/install-package.ts';

/* Uses the package in an empty folder. That it judges systems is shown by testing/first-verdict.int.test.ts. */

const ROOT = join(import.meta.dirname, '..', '..');
const STORED_RUN = join(ROOT, 'harness', 'store', 'testdata', 'run-v3');
const LARGEST_PACKAGE_BYTES = 1.2e6;
const LARGEST_UNPACKED_BYTES = 4e6;

let folder: string;
let project: string;
let packed: InstalledPackage['packed'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-package-'));
  ({ project, packed } = await installPackage(folder));
}, 600_000); // builds the package: a busy machine takes ten times as long as a quiet one
afterAll(() => rm(folder, { recursive: true, force: true }));

const paths = () => packed.files.map(({ path }) => path);

it('is small, and has neither tests nor what they use', () => {
  expect(packed.size).toBeLessThan(LARGEST_PACKAGE_BYTES);
  expect(packed.unpackedSize).toBeLessThan(LARGEST_UNPACKED_BYTES);
  expect(
    paths().filter((path) => /\.test\.|\/test(ing|data)\/|golden|\.ts$/.test(path.replace(/\.d\.ts$/, ''))),
  ).toEqual([]);
  expect(paths()).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'dist/harness/cli/package-entry.mjs',
      'dist/docs/schemas/verdict.schema.json',
      'dist/harness/system/supervision/guardian.js',
      'dist/harness/telemetry/otlp/metrics.proto',
      'dist/reference-server/ultudy/migrations/001_add_performance_indexes.sql',
      'dist/scenarios/lib/experiments/cache.json',
      'dist/scenarios/tvet-connect/journeys.js',
      'dist/scripts/k6/go.sum',
      'dist/scripts/k6/cmd/k6/main.go',
      'dist/seed/load/worker.js',
    ]),
  );
});

it('has every page of the documentation that its messages name', async () => {
  const modules = paths().filter((path) => /\.m?js$/.test(path));
  const texts = await Promise.all(
    modules.map((path) => readFile(join(project, 'node_modules', 'proofload', path), 'utf8')),
  );
  const named = new Set(texts.flatMap((text) => text.match(/\bdocs\/[a-z0-9-]+\.md\b/g) ?? []));
  expect([...named]).toContain('docs/own-system.md');
  for (const page of named) expect(paths()).toContain(`dist/${page}`);
});

it('runs as npx proofload: help, runs, and the report of a stored run', async () => {
  const help = await proofload(['runs', '--help'], project);
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('npx proofload runs\n') });

  const stored = join(project, 'runs', 'stored');
  await cp(STORED_RUN, stored, { recursive: true });
  await rm(join(stored, 'verdict.json'));
  const report = await proofload(['report', 'runs/stored'], project);
  expect(report).toMatchObject({ code: 0, stdout: expect.stringContaining('all 6 promises hold') });
  expect((await stat(join(stored, 'report.html'))).size).toBeGreaterThan(50_000);

  const { stdout } = await proofload(['runs', '--json'], project);
  expect(printedObject(stdout)).toMatchObject({ runs: [{ folder: stored, status: 'pass' }] });
});

it('can be committed: npm ci installs it from the repository, in a worktree of the base too, as docs/ci.md says', async () => {
  const [repository, base] = [join(folder, 'repository'), join(folder, 'base')];
  const tarball = `vendor/${packed.filename}`;
  await linkDependencies(repository);
  await cp(join(folder, packed.filename), join(repository, tarball));
  await writeFile(join(repository, 'package.json'), '{ "name": "shop", "version": "1.0.0" }');
  expect(await npm(repository, 'install', '--save-dev', `./${tarball}`)).toMatchObject({ code: 0 });

  const committed = ['vendor', 'package.json', 'package-lock.json'];
  for (const name of committed) await cp(join(repository, name), join(base, name), { recursive: true });
  expect(await npm(repository, 'ci', '--prefix', '../base')).toMatchObject({ code: 0 });
  const [, version] = /-(\d.*)\.tgz$/.exec(packed.filename)!;
  expect(await proofload(['--version'], base)).toMatchObject({ code: 0, stdout: `${version}\n` });
  expect(await readFile(join(ROOT, 'docs/ci.md'), 'utf8')).toContain(`npm install --save-dev ./${tarball}\n`);
});

it('keeps the programs that it builds in the folder of caches', async () => {
  const cache = join(folder, 'cache');
  const PATH = dirname(process.execPath); // without Go
  const { stdout } = await proofload(['calibrate', '--quick', '--json'], project, {
    XDG_CACHE_HOME: cache,
    PATH: `${PATH}:/bin`,
  });
  expect(printedObject(stdout)).toMatchObject({ error: { code: 'PROGRAM_MISSING' } });
  expect(await readdir(cache)).toEqual(['proofload']);
});

it('exports defineSystem, types and schemas', async () => {
  const source = `
    import { defineSystem, type Run, type Verdict } from 'proofload';
    export const status = ({ status }: Verdict): 'pass' | 'fail' | 'inconclusive' | 'invalid' => status;
    export const id = (run: Run): string => run.id;
    // @ts-expect-error there is no such field, so these are no \`any\`
    export const wrong = (run: Run) => run.noSuchField;
    export const system = defineSystem({ name: 'x', url: 'http://127.0.0.1', targets: [{ p95Ms: 9 }], load: {} });
    export const schema = import.meta.resolve('proofload/schemas/verdict.schema.json');
  `;
  await writeFile(join(project, 'reader.mts'), source);
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--strict', '--module', 'nodenext', '--outDir', 'out', 'reader.mts'];
  expect(await run(process.execPath, [tsc, ...options], project)).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
  const { schema, system } = await import(join(project, 'out', 'reader.mjs'));
  expect(JSON.parse(await readFile(new URL(schema), 'utf8'))).toMatchObject({ title: 'verdict.json' });
  expect(system).toEqual({ name: 'x', url: 'http://127.0.0.1', targets: [{ p95Ms: 9 }], load: {} });
});

describe('a project that init writes', () => {
  let made: string;
  beforeAll(async () => {
    const paths = { '/items': { get: { responses: { 200: { description: 'ok' } } } } };
    const description = { openapi: '3.1.0', info: { title: 'Items', version: '1' }, paths };
    await writeFile(join(project, 'api.json'), JSON.stringify(description));
    const init = ['init', 'api.json', '--url', 'http://127.0.0.1:9', '--no-smoke', '--folder', 'items'];
    expect(await proofload(init, project)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'Next, in that folder: npx proofload verify --dry-run, then npx proofload',
      ),
    });
    made = join(project, 'items');
  });

  it('has types, which are complete', async () => {
    const config = join(made, 'proofload.config.ts');
    const written = await readFile(config, 'utf8');
    const reading = written.replace("url: '", "url: process.env.ITEMS_URL ?? '");
    expect(reading).not.toBe(written);
    await writeFile(join(made, 'reading.ts'), reading);
    expect(await typeErrors(made, ['--skipLibCheck', 'false'])).toEqual({ code: 0, stdout: '', stderr: '' });
    await rm(join(made, 'reading.ts'));
  });

  it('shows what is wrong in it', async () => {
    const wrong = join(project, 'wrong');
    await cp(made, wrong, { recursive: true });
    const config = await readFile(join(made, 'proofload.config.ts'), 'utf8');
    const scenario = await readFile(join(made, 'scenario.ts'), 'utf8');
    const inConfig = (what: string, change: string) => [config.replace(what, change), config] as const;
    const inScenario = (code: string) =>
      [scenario.replace('defineScenario({', `defineScenario({ ${code}`), scenario] as const;
    const planted = {
      'misspelt.ts': inConfig('p95Ms', 'p95ms'),
      'text.ts': inConfig('ratePerSec: 20', "ratePerSec: '20'"),
      'missing.ts': inConfig('targets:', 'target:'),
      'unknown.ts': inScenario('after() {},'),
      'step.ts': inScenario('before(step) { step.toFixed(); },'),
      'user.ts': inScenario('before(_, user) { user.title.length; },'),
      'extension.ts': inScenario('before() { send(1, {}, 0); },'),
    };
    for (const [name, [changed, before]] of Object.entries(planted)) {
      expect(changed, name).not.toBe(before);
      await writeFile(join(wrong, name), changed.replace('{ defineScenario }', '{ defineScenario, send }'));
    }
    const { code, stdout } = await typeErrors(wrong);
    expect(code).not.toBe(0);
    const found = new Set([...stdout.matchAll(/^(?:.*\/)?([\w.]+)[(:]\d+/gm)].map(([, name]) => name));
    expect([...found].toSorted(), stdout).toEqual(Object.keys(planted).toSorted());
  });

  it('has a scenario that can be bundled for k6', async () => {
    const entryPoints = [join(made, 'scenario.ts')];
    const bundle = await build({
      entryPoints,
      bundle: true,
      write: false,
      format: 'esm',
      external: ['k6', 'k6/*'],
    });
    expect(bundle.outputFiles[0]!.text).toContain('k6/x/proofload');
  });
});

it('refuses an older Node in one sentence', async () => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.4.0' } })`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pretend)}` };
  const program = join(project, 'node_modules', '.bin', 'proofload');
  expect(await run(program, ['runs'], project, env)).toEqual({
    code: EXIT.environment,
    stdout: '',
    stderr: expect.stringMatching(
      /needs Node 24 or later, and this is Node 22\.4\.0\.\n {2}PROGRAM_WRONG_VERSION · /,
    ),
  });
  const { stdout } = await run(program, ['runs', '--json'], project, env);
  expect(printedObject(stdout)).toMatchObject({ error: { code: 'PROGRAM_WRONG_VERSION' } });
});
