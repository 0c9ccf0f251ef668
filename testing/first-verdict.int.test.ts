import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OperationRow } from '../harness/cli/init-summary.ts';
import { EXIT } from '../harness/model/errors.ts';
import type { LeftOut } from '../harness/model/plan.ts';
import type { Run } from '../harness/model/run.ts';
import type { Verdict } from '../harness/model/verdict.ts';
import { harText } from '../harness/project/plan/testing/recording.ts';
import { SHOP_RECORDING, SHOP_SECRETS } from '../harness/project/plan/testing/shop.ts';
import { TICKET_DESK } from '../harness/project/plan/testing/ticket-desk.ts';
import { findK6 } from '../harness/system/programs/programs.ts';
import { openTestDatabases, type TestDatabases } from '../reference-server/testing/databases.ts';
import {
  type InstalledPackage,
  installPackage,
  proofload,
  typeErrors,
} from '../scripts/package/testing/install-package.ts';
import { provision } from '../scripts/provision/index.ts';
import { StartedSystems, SYSTEMS } from './started-systems.ts';

/*
 * From an empty folder and the packed package to a verdict on systems that are not ours, with `npx proofload init` and `npx proofload verify`.
 * Of what init writes, nothing but the load in the config is changed: a run as long as usual takes 90 s.
 */

const systems = new StartedSystems();
let folder: string;
let installed: InstalledPackage;
let databases: TestDatabases;
let tools: Record<string, string | undefined>;

beforeAll(async () => {
  databases = await openTestDatabases();
  await provision({ need: ['k6'], env: process.env, log: console.error });
  const { path } = await findK6(process.env);
  tools = { K6_BIN: path, DATABASE_URL: undefined, REDIS_URL: undefined };
  folder = await mkdtemp(join(tmpdir(), 'proofload-first-verdict-'));
  installed = await installPackage(folder);
}, 600_000); // builds the package: a busy machine takes ten times as long as a quiet one
afterAll(async () => {
  await systems.stop();
  await databases.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A folder that is empty but for the package, and for what a project is made from. */
async function emptyFolder(name: string, sources: Record<string, string> = {}): Promise<string> {
  const cwd = join(folder, name);
  await mkdir(cwd);
  await writeFile(join(cwd, 'package.json'), '{}');
  await symlink(join(installed.project, 'node_modules'), join(cwd, 'node_modules'));
  for (const [file, text] of Object.entries(sources)) await writeFile(join(cwd, file), text);
  return cwd;
}

type Project = { operations: OperationRow[]; leftOut: LeftOut[]; variables: { name: string }[] };

/** Lets init write a project, which TypeScript must have nothing against. */
async function init(cwd: string, args: string[]): Promise<Project> {
  const promises = ['--p95', '5000', '--availability', '99.9'];
  const ended = await proofload(['init', ...args, ...promises, '--json'], cwd, tools);
  expect(ended.code, ended.stdout).toBe(0);
  expect(await typeErrors(cwd)).toMatchObject({ code: 0, stdout: '' });
  return JSON.parse(ended.stdout).project;
}

const SHORT = 'load: { ratePerSec: 100, warmUpMs: 1_000, durationMs: 3_000 }';

/** Judges the system of a project after a short load. */
async function verify(cwd: string, env: Record<string, string> = {}) {
  const config = join(cwd, 'proofload.config.ts');
  const written = await readFile(config, 'utf8');
  expect(written).toContain('load: { ratePerSec: 20 }');
  await writeFile(config, written.replace('load: { ratePerSec: 20 }', SHORT));
  const { code, stdout } = await proofload(['verify', '--json'], cwd, { ...tools, ...env });
  const { runs } = JSON.parse(stdout) as { runs?: [{ folder: string; verdict: Verdict }] };
  expect(runs, stdout).toBeDefined();
  const [{ folder: runFolder, verdict }] = runs!;
  const recorded = JSON.parse(await readFile(join(runFolder, 'run.json'), 'utf8')) as Run;
  expect(recorded.state).toBe('complete');
  expect(code).toBe(EXIT[verdict.status]);
  return { runFolder, recorded, of: (id: string) => verdict.targets.find((target) => target.id === id)! };
}

type Judged = Awaited<ReturnType<typeof verify>>;

/** Every request was answered as it should be: as the user who sent it, with values that the system knew. */
function expectAllCorrect({ of }: Judged): void {
  expect(of('availability').actual, JSON.stringify(of('availability'))).toBe(1);
  expect(of('availability').sampleCount).toBeGreaterThan(200);
  expect(of('p95').actual).toBeGreaterThan(0);
  expect(of('p95').status).not.toBe('fail');
}

const statuses = ({ operations }: Project) =>
  Object.fromEntries(operations.map((each) => [each.name, each.statuses]));

const usersOf = (host: string, passwordOf: (name: string) => string) =>
  `email,password\n${['ada', 'bob', 'eve', 'joe'].map((name) => `${name}@${host},${passwordOf(name)}\n`).join('')}`;

async function countsOf<Counts>(url: string): Promise<Counts> {
  return (await (await fetch(`${url}/counts`)).json()) as Counts;
}

async function everythingIn(cwd: string): Promise<string> {
  const entries = await readdir(cwd, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

it('an app with logins and a database', async () => {
  const DATABASE_URL = await databases.create();
  const client = new pg.Client(DATABASE_URL);
  await client.connect();
  try {
    await client.query('CREATE EXTENSION pg_stat_statements');
    const url = await systems.startApp('notes', { DATABASE_URL });
    const cwd = await emptyFolder('notes', {
      'users.csv': usersOf('notes.test', (name) => `pw of ${name}`),
    });
    await cp(join(SYSTEMS, 'notes/openapi.yaml'), join(cwd, 'openapi.yaml'));
    const project = await init(cwd, [
      ...['openapi.yaml', '--url', url],
      ...['--users-file', 'users.csv', '--writes'],
    ]);
    expect(project).toMatchObject({ leftOut: [], variables: [] });
    expect(statuses(project)).toEqual({
      'GET /notes': [200],
      'POST /notes': [201],
      'GET /notes/{noteId}': [200],
      'PUT /notes/{noteId}': [200],
      'DELETE /notes/{noteId}': [204],
    });

    const judged = await verify(cwd, { DATABASE_URL });
    expectAllCorrect(judged);
    expect(judged.recorded.observed).toMatchObject({ database: true, cache: false, data: false });
    const { rows } = await client.query(
      'SELECT owner, count(*)::int FROM notes WHERE id <= 20 GROUP BY owner',
    );
    expect(rows.map(({ count }) => count)).toEqual([5, 5, 5, 5]); // only what the load itself had written was changed
    const added = await client.query("SELECT nextval('notes_id_seq')::int - 20 AS notes");
    expect(added.rows[0].notes).toBeGreaterThan(5);
  } finally {
    await client.end();
  }
});

it('a Go binary', async () => {
  const url = await systems.startService(folder);
  const cwd = await emptyFolder('go');
  expect(statuses(await init(cwd, [`${url}/open`]))).toEqual({ 'GET /open': [200] });
  const judged = await verify(cwd);
  expectAllCorrect(judged);
  const { reads } = await countsOf<{ reads: number }>(url);
  expect(reads).toBeGreaterThanOrEqual(judged.of('availability').sampleCount);
});

it('a description of 30 operations with cycles', async () => {
  type Counts = {
    counts: Record<string, Record<string, number>>;
    users: string[];
    tickets: number;
  };
  const url = await systems.startApp('ticket-desk');
  const cwd = await emptyFolder('desk', {
    'desk.yaml': TICKET_DESK,
    'users.csv': usersOf('desk.test', (name) => `pw of ${name}@desk.test`),
  });
  const args = ['desk.yaml', '--url', url, '--users-file', 'users.csv'];

  const reading = await init(cwd, args);
  expect(reading.operations).toHaveLength(15);
  expect(reading.leftOut).toHaveLength(14);
  for (const { name, statuses } of reading.operations) expect([name, statuses]).toEqual([name, [200]]);
  const isWrite = (name: string) => !/^(GET|HEAD) |^POST \/session$/.test(name);
  expect(Object.keys((await countsOf<Counts>(url)).counts).filter(isWrite)).toEqual([]);

  const writing = await init(cwd, [...args, '--writes', '--force']);
  expect(writing.operations).toHaveLength(23);
  expect(writing.leftOut.map(({ name }) => name).toSorted()).toEqual([
    'DELETE /projects/{projectId}',
    'DELETE /session',
    'DELETE /tickets',
    'PATCH /projects/{projectId}',
    'POST /export',
    'PUT /users/{userName}/picture',
  ]);
  for (const [name, answered] of Object.entries(statuses(writing)))
    expect([name, answered]).toEqual([name, [expect.toBeOneOf([200, 201, 204])]]);

  expectAllCorrect(await verify(cwd));
  const { counts, users, tickets } = await countsOf<Counts>(url);
  const sent = writing.operations.map(({ name }) => name);
  expect(Object.keys(counts).toSorted()).toEqual([...sent, 'POST /session'].toSorted());
  expect(Object.values(counts).flatMap((each) => Object.keys(each))).toSatisfy((answered: string[]) =>
    answered.every((status) => status.startsWith('2')),
  );
  expect(users.slice(0, 3)).toEqual(['ada', 'bob', 'eve']);
  expect(tickets).toBeGreaterThanOrEqual(15);
});

it('a recording of a shop with other hosts and tokens', async () => {
  type Counts = { logins: number; orders: number; users: Record<string, number>; refused: object };
  const { apiKey, ...unused } = SHOP_SECRETS;
  const url = await systems.startApp('recorded-shop', { SHOP_API_KEY: apiKey });
  const cwd = await emptyFolder('shop', {
    'shop.har': harText(SHOP_RECORDING),
    'users.csv': usersOf('shop.test', (name) => `pw of ${name}@shop.test`),
  });
  const project = await init(cwd, [
    ...['shop.har', '--url', url],
    ...['--users-file', 'users.csv', '--writes'],
  ]);
  expect(statuses(project)).toEqual({
    'GET /': [200],
    'GET /login': [200],
    'GET /api/session': [200],
    'GET /api/products?page': [200],
    'GET /api/categories': [200],
    'GET /api/products/{productId}': [200],
    'GET /api/search?q&key': [200],
    'POST /api/cart': [200],
    'POST /api/cart/{cartId}/checkout': [201],
  });
  expect(project.leftOut.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'host cdn.example',
    'host stats.example',
    'asset application/javascript',
    'asset image/png',
    'operation GET /api/coupons',
    'operation GET /api/orders/{orderId}', // it is the recorded customer's own
  ]);
  expect(project.variables.map(({ name }) => name)).toEqual(['SECRET_KEY']);

  expectAllCorrect(await verify(cwd, { SECRET_KEY: apiKey }));
  const counts = await countsOf<Counts>(url);
  expect(counts.logins).toBe(2 + 4); // two tried the plan, and four sent the load
  expect(Object.keys(counts.users).toSorted()).toEqual(
    ['ada', 'bob', 'eve', 'joe'].map((name) => `${name}@shop.test`),
  );
  expect(counts.orders).toBeGreaterThan(2);
  expect(Object.keys(counts.refused).filter((each) => !each.includes('/api/orders/'))).toEqual([]);

  await rm(join(cwd, 'shop.har'));
  const everything = await everythingIn(cwd);
  for (const secret of [apiKey, ...Object.values(unused)]) expect(everything).not.toContain(secret);
});
