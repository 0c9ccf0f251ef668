import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startVersion } from '../gate/version.ts';
import { workflowOf } from '../init/workflow.ts';
import { findFreePorts } from '../system/supervision/ports.ts';
import { type Fixture, startFixture } from '../system/testing/fixture.ts';
import { parsed, WORKFLOWS } from './testing/ci-page.ts';

/*
 * Carries out what the workflows of docs/ci.md, and the one that `init` writes, have a shell do, in a repository with a base and a head, up to the call
 * of Proofload; then starts both versions as the gate would.
 */

const run = promisify(execFile);

const [GITHUB, GITLAB] = WORKFLOWS.map((page) => parse(page) as unknown) as [GithubWorkflow, GitlabWorkflow];
type GithubJob = {
  env?: Record<string, string>;
  steps: { name?: string; run?: string; env?: Record<string, string> }[];
};
type GithubWorkflow = { env?: Record<string, string>; jobs: Record<string, GithubJob> };
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

/** What a pull request is checked out as, after `main` has moved on. */
async function mergePullRequest(): Promise<void> {
  await git('checkout', '--quiet', 'main');
  await writeFile(join(checkout, 'other.txt'), 'of somebody else');
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'other');
  await git('merge', '--quiet', '--no-ff', '--message', 'merge', 'change');
}

/** A pull request is not to blame for what others have done since it was opened. */
async function expectNewestBase(): Promise<void> {
  expect(await readFile(join(folder, 'base', 'other.txt'), 'utf8')).toBe('of somebody else');
}

/** The shell of a job of GitHub, and its variables. */
function jobOf({ env: ofAll, jobs }: GithubWorkflow, name: string) {
  const { env: ofJob, steps } = jobs[name]!;
  const scripts = steps.flatMap((step) => (step.name === 'Comment' ? [] : (step.run ?? [])));
  return { script: scripts.join('\n'), variables: { ...ofAll, ...ofJob } };
}

it('the workflow of GitHub starts the base and the head of a pull request, also on a runner that was used before', async () => {
  const { script, variables } = jobOf(GITHUB, 'gate');
  await mergePullRequest();
  await callBy(script, variables);
  const call = await callBy(script, variables);
  expect(call.options.url).toBe(url);
  await expectBothVersions(call);
  await expectNewestBase();
});

describe('the workflow that init writes', () => {
  const written = () =>
    parse(
      workflowOf(
        {
          ...{ name: 'Shop', url, targets: [{ p95Ms: 500 }], load: { ratePerSec: 20 } },
          users: { file: 'users.csv' },
        },
        [],
      ),
    ) as GithubWorkflow;
  const USERS = 'email,password\nada@shop.test,"a\\b %s"';

  it('starts the base and the head of a pull request, also on a runner that was used before', async () => {
    const { script, variables } = jobOf(written(), 'gate');
    await mergePullRequest();
    await callBy(script, { ...variables, USERS });
    const call = await callBy(script, { ...variables, USERS });
    expect(call.options.config).toBe('proofload.config.ts');
    expect(await readFile(join(checkout, 'users.csv'), 'utf8')).toBe(`${USERS}\n`);
    await expectBothVersions(call);
    await expectNewestBase();
  });

  it('starts what was pushed, and calls Proofload when it answers', async () => {
    const { script, variables } = jobOf(written(), 'verify');
    await tool('npx', `echo "$@" && curl --silent --fail "$URL"`);
    const job = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: checkout,
      env: { ...env, ...variables, USERS, URL: url },
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const ended = once(job, 'exit');
      const said = await text(job.stdout);
      expect(await ended).toEqual([0, null]);
      expect(said).toMatch(/proofload verify --config proofload\.config\.ts\nhead$/);
    } finally {
      process.kill(-job.pid!, 'SIGKILL'); // with the system, which a runner ends too
    }
  });
});

it('the job of GitLab starts the base and the head of a merge request, also on a runner that was used before', async () => {
  const { variables, before_script, script } = GITLAB.gate;
  const { stdout } = await git('rev-parse', 'main');
  const all = { ...variables, CI_PROJECT_DIR: checkout, CI_MERGE_REQUEST_DIFF_BASE_SHA: stdout.trim() };
  const lines = [...before_script, ...script].join('\n');
  await callBy(lines, all);
  const call = await callBy(lines, all);
  expect(call.options.url).toBe(url);
  await expectBothVersions(call);
});
