import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printedObject } from '../../harness/cli/testing/printed.ts';
import { EXIT } from '../../harness/model/errors.ts';

/*
 * Packs the project, installs the package in an empty folder, and uses it there. What the package depends on is linked from the checkout, so
 * that npm needs no network; npm removes links that the package does not ask for, so an undeclared dependency is missing.
 */
const ROOT = join(import.meta.dirname, '..', '..');
const STORED_RUN = join(ROOT, 'harness', 'store', 'testdata', 'run-v3');
const LARGEST_PACKAGE_BYTES = 1.5e6;

type Ended = { code: unknown; stdout: string; stderr: string };

let folder: string;
let project: string;
let packed: { filename: string; size: number; files: { path: string }[] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-package-'));
  project = join(folder, 'project');
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), link);
  }
  await writeFile(join(project, 'package.json'), '{}');
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], ROOT);
  [packed] = JSON.parse(stdout);
  const offline = ['install', '--offline', '--ignore-scripts', join(folder, packed.filename)];
  expect(await run('npm', offline, project)).toMatchObject({ code: 0 });
}, 600_000); // builds the package: a busy machine takes ten times as long as a quiet one
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(command: string, args: string[], cwd: string, env = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 1e8, env: { ...process.env, ...env } };
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

const proofload = (args: string[], env = {}) =>
  run('npx', ['--no-install', 'proofload', ...args], project, env);

it('is small, and has neither tests nor what they use', async () => {
  expect(packed.size).toBeLessThan(LARGEST_PACKAGE_BYTES);
  const paths = packed.files.map(({ path }) => path);
  expect(
    paths.filter((path) => /\.test\.|\/test(ing|data)\/|golden|\.ts$/.test(path.replace(/\.d\.ts$/, ''))),
  ).toEqual([]);
  expect(paths).toEqual(
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

it('runs as npx proofload: help, runs, and the report of a stored run', async () => {
  const help = await proofload(['runs', '--help']);
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('npx proofload runs\n') });

  const stored = join(project, 'runs', 'stored');
  await cp(STORED_RUN, stored, { recursive: true });
  await rm(join(stored, 'verdict.json'));
  const report = await proofload(['report', 'runs/stored']);
  expect(report).toMatchObject({ code: 0, stdout: expect.stringContaining('all 6 promises hold') });
  expect((await stat(join(stored, 'report.html'))).size).toBeGreaterThan(50_000);

  const { stdout } = await proofload(['runs', '--json']);
  expect(printedObject(stdout)).toMatchObject({ runs: [{ folder: stored, status: 'pass' }] });
});

it('keeps the programs that it builds in the folder of caches', async () => {
  const cache = join(folder, 'cache');
  const PATH = dirname(process.execPath); // without Go
  const { stdout } = await proofload(['calibrate', '--quick', '--json'], {
    XDG_CACHE_HOME: cache,
    PATH: `${PATH}:/bin`,
  });
  expect(printedObject(stdout)).toMatchObject({ error: { code: 'PROGRAM_MISSING' } });
  expect(await readdir(cache)).toEqual(['proofload']);
});

it('has types and schemas', async () => {
  const source = `
    import type { Run, Verdict } from 'proofload';
    export const status = ({ status }: Verdict): 'pass' | 'fail' | 'inconclusive' | 'invalid' => status;
    export const id = (run: Run): string => run.id;
    // @ts-expect-error there is no such field, so these are no \`any\`
    export const wrong = (run: Run) => run.noSuchField;
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
  const { schema } = await import(join(project, 'out', 'reader.mjs'));
  expect(JSON.parse(await readFile(new URL(schema), 'utf8'))).toMatchObject({ title: 'verdict.json' });
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
