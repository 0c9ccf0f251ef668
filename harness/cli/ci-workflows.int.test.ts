import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startVersion } from '../gate/version.ts';
import { findFreePorts } from '../system/supervision/ports.ts';
import { type Fixture, startFixture } from '../system/testing/fixture.ts';
import { parsed, WORKFLOWS } from './testing/ci-page.ts';

/*
 * Carries out what the workflows of docs/ci.md have a shell do, in a repository with a base and a head, up to the call of Proofload; then starts both
 * versions as the gate would.
 */

const run = promisify(execFile);

const [GITHUB, GITLAB] = WORKFLOWS.map((text) => parse(text) as unknown) as [GithubWorkflow, GitlabWorkflow];
type GithubWorkflow = {
  jobs: { gate: { env: Record<string, string>; steps: { name?: string; run?: string }[] } };
};
type GitlabWorkflow = {
  gate: { variables: Record<string, string>; before_script: string[]; script: string[] };
};

let fixture: Fixture;
let folder: string;
let checkout: string;
let url: string;
let env: Record<string, string>;

beforeEach(async () => {
  fixture = await startFixture();
  folder = await mkdtemp(join(tmpdir(), 'proofload-workflow-'));
  [checkout, url] = [join(folder, 'shop'), ''];
  const [port] = await findFreePorts(1);
  url = `http://127.0.0.1:${port}/`;
  const { PATH = '' } = process.env;
  const tools = join(folder, 'tools');
  env = {
    PATH: `${tools}:${PATH}`,
    HOME: folder,
    PORT: String(port),
    CALL: join(folder, 'call.json'),
    npm_config_offline: 'true',
    npm_config_audit: 'false',
    NO_UPDATE_NOTIFIER: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) => [
        [`GIT_${who}_NAME`, 'somebody'],
        [`GIT_${who}_EMAIL`, 'somebody@shop.test'],
      ]),
    ),
  };
  await mkdir(tools);
  await tool(
    'npx',
    `exec '${process.execPath}' -e 'require("fs").writeFileSync(process.env.CALL, JSON.stringify(process.argv.slice(1)))' -- "$@"`,
  );
  await tool('apt-get', 'exit 0');
  await makeRepository();
});
afterEach(async () => {
  expect(await fixture.end()).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

async function tool(name: string, script: string): Promise<void> {
  await writeFile(join(folder, 'tools', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const git = (...args: string[]) => run('git', args, { cwd: checkout, env });

/** A base on `main` and a head on `change`, which answer with their names. */
async function makeRepository(): Promise<void> {
  await mkdir(checkout);
  await git('init', '--quiet', '--initial-branch', 'main');
  const shop = { name: 'shop', version: '1.0.0' };
  const lock = { ...shop, lockfileVersion: 3, requires: true, packages: { '': shop } };
  const files = {
    'package.json': JSON.stringify({ ...shop, scripts: { start: 'node server.mjs' } }),
    'package-lock.json': JSON.stringify(lock),
    '.gitignore': 'node_modules\n',
    'server.mjs': serverThatSays('base'),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(checkout, name), text);
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'base');
  await git('checkout', '--quiet', '-b', 'change');
  await writeFile(join(checkout, 'server.mjs'), serverThatSays('head'));
  await git('commit', '--quiet', '--all', '--message', 'head');
}

function serverThatSays(name: string): string {
  return `import { createServer } from 'node:http';
createServer((_, response) => response.end('${name}')).listen(process.env.PORT, '127.0.0.1');\n`;
}

/** Runs a script of a job as its runner does, and returns how it called Proofload. */
async function callBy(script: string, variables: Record<string, string>) {
  await run('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: checkout,
    env: { ...env, ...variables, URL: url },
  });
  const [program, ...words] = JSON.parse(await readFile(env.CALL!, 'utf8')) as string[];
  expect(program).toBe('proofload');
  return parsed(words);
}

async function expectBothVersions({ options }: Awaited<ReturnType<typeof parsed>>): Promise<void> {
  expect(options.url).toBe(url);
  const { supervisor } = fixture;
  const signal = new AbortController().signal;
  for (const name of ['base', 'head'] as const) {
    const command = `cd '${checkout}' && ${options[name]}`;
    const context = { supervisor, logFile: join(folder, `${name}.log`), env, signal };
    const stop = await startVersion({ name, command, url }, context);
    expect(await (await fetch(url)).text()).toBe(name);
    await stop();
  }
}

it('the workflow of GitHub starts the base and the head of a pull request, also on a runner that was used before', async () => {
  const { env: variables, steps } = GITHUB.jobs.gate;
  const script = steps.flatMap(({ name, run: text }) => (name === 'Comment' ? [] : (text ?? []))).join('\n');
  await git('checkout', '--quiet', 'main');
  await git('merge', '--quiet', '--no-ff', '--message', 'merge', 'change'); // what a pull request is checked out as
  await callBy(script, variables);
  await expectBothVersions(await callBy(script, variables));
});

it('the job of GitLab starts the base and the head of a merge request, also on a runner that was used before', async () => {
  const { variables, before_script, script } = GITLAB.gate;
  const { stdout } = await git('rev-parse', 'main');
  const all = { ...variables, CI_PROJECT_DIR: checkout, CI_MERGE_REQUEST_DIFF_BASE_SHA: stdout.trim() };
  const lines = [...before_script, ...script].join('\n');
  await callBy(lines, all);
  await expectBothVersions(await callBy(lines, all));
});
