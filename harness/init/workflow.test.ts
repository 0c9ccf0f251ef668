import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { gateCommand } from '../cli/commands/gate.ts';
import { verifyCommand } from '../cli/commands/verify.ts';
import type { Shell } from '../cli/shell.ts';
import type { SystemConfig } from '../model/system-config.ts';
import { isPlainHost, isPlainList, workflowOf } from './workflow.ts';

const HERE: SystemConfig = {
  name: 'Shop',
  url: 'http://127.0.0.1:3000',
  targets: [{ p95Ms: 500 }],
  load: { ratePerSec: 20 },
};
const ELSEWHERE: SystemConfig = { ...HERE, url: 'http://shop.test', hosts: ['shop.test'] };
const SECRET = { SECRET_TOKEN: '$' + '{{ secrets.SECRET_TOKEN }}' };

type Step = { name?: string; run?: string; uses?: string; env?: Record<string, string> };
type Workflow = {
  on: unknown;
  env: Record<string, string>;
  jobs: Record<string, { if?: string; env?: Record<string, string>; steps: Step[] }>;
};
const workflow = (config: SystemConfig, variables: string[] = []) =>
  parse(workflowOf(config, variables)) as Workflow;
/** The step of a job that runs Proofload. */
const proving = ({ jobs }: Workflow, job: string) =>
  jobs[job]!.steps.find(({ run }) => run?.includes('npx proofload'))!;

describe('a system that the job can start', () => {
  it('has its pull requests gated, and everything else verified', () => {
    const { on, env, jobs } = workflow(HERE);
    expect(Object.keys(on as object)).toEqual(['pull_request', 'push', 'workflow_dispatch']);
    expect(Object.entries(jobs).map(([name, { if: when }]) => [name, when])).toEqual([
      ['gate', "github.event_name == 'pull_request'"],
      ['verify', "github.event_name != 'pull_request'"],
    ]);
    expect(env).toEqual({
      CONFIG: 'proofload.config.ts',
      URL: 'http://127.0.0.1:3000',
      START: expect.any(String),
    });
  });

  it('starts both versions for a gate, and waits for the one that is verified', () => {
    const made = workflow(HERE);
    expect(proving(made, 'gate').run).toMatch(/ --base "cd \.\.\/base && \$START" --head "\$START" /);
    expect(proving(made, 'verify').run).toMatch(/^sh -c "\$START" .* &\ntimeout .*"\$URL".*\nnpx /);
  });

  it('gets secrets from the environment, in both jobs', () => {
    const made = workflow(HERE, ['SECRET_TOKEN']);
    for (const job of ['gate', 'verify']) {
      expect(proving(made, job).env).toEqual(SECRET);
      expect(proving(workflow(HERE), job)).not.toHaveProperty('env');
    }
  });
});

describe('a system elsewhere', () => {
  it('is verified, with its host confirmed and secrets from the environment', () => {
    const made = workflow(ELSEWHERE, ['SECRET_TOKEN']);
    expect(Object.keys(made.jobs)).toEqual(['verify']);
    expect(proving(made, 'verify')).toEqual({
      run: `npx proofload verify --config "$CONFIG" --allow-host 'shop.test'`,
      env: SECRET,
    });
  });
});

describe.each([
  ['here', HERE],
  ['elsewhere', ELSEWHERE],
])('a system %s with users of a file', (_, system) => {
  const withUsers: SystemConfig = { ...system, users: { file: 'data/users.csv' } };

  it('gets them from a secret before anything is sent, in every job', () => {
    const { jobs } = workflow(withUsers);
    for (const [job, { steps }] of Object.entries(jobs)) {
      const at = steps.findIndex(({ name }) => name === 'Users');
      expect(steps[at]).toEqual({
        name: 'Users',
        env: { USERS: '$' + '{{ secrets.PROOFLOAD_USERS }}' },
        run: `printf '%s\\n' "$USERS" > "$(dirname "$CONFIG")/data/users.csv"`,
      });
      expect(at, job).toBeLessThan(steps.findIndex(({ run }) => run?.includes('npx proofload')));
      expect(at, job).toBeGreaterThan(steps.findIndex(({ uses }) => uses?.startsWith('actions/checkout')));
    }
  });

  it('has no such step if there is no file, or its name could be code', () => {
    for (const users of [undefined, {}, { file: "a'; id #.csv" }])
      expect(workflowOf({ ...system, ...(users && { users }) }, [])).not.toContain('PROOFLOAD_USERS');
  });
});

const COMMANDS = { gate: gateCommand({} as Shell), verify: verifyCommand({} as Shell) };

describe.each([
  ['a system here', workflowOf(HERE, ['SECRET_TOKEN'])],
  ['a system elsewhere', workflowOf(ELSEWHERE, ['SECRET_TOKEN'])],
])('the workflow of %s', (_, text) => {
  it('uses commands and options that exist, in its comments too', () => {
    const lines = [...text.matchAll(/npx proofload (\w+) (.*)/g)];
    expect(lines.length).toBeGreaterThan(1);
    for (const [, name, words] of lines) {
      const known = COMMANDS[name as keyof typeof COMMANDS].options.map(({ long }) => long);
      const used = words!.split(' ').flatMap((word) => /^--[\w-]+/.exec(word)?.[0] ?? []);
      expect(used.filter((option) => !known.includes(option))).toEqual([]);
    }
  });

  it('can build k6, and keeps what it has built', () => {
    for (const { steps } of Object.values((parse(text) as Workflow).jobs)) {
      const uses = steps.map((step) => step.uses?.split('@')[0]);
      expect(uses).toEqual(expect.arrayContaining(['actions/setup-go', 'actions/cache']));
    }
  });

  it('lets no text of a pull request become part of a command', () => {
    for (const { steps } of Object.values((parse(text) as Workflow).jobs))
      for (const { run = '' } of steps) expect(run).not.toContain('$' + '{{');
  });
});

describe('a host in a command', () => {
  it.each(['shop.test', '10.0.0.7', '[fe80::1]'])('may be %s', (host) =>
    expect(isPlainHost(host)).toBe(true),
  );
  it.each(["a'b", 'a$(id)', 'a`id`', 'a b', 'a;b', '$' + '{{x}}', 'a\nb', ''])('may not be %j', (host) =>
    expect(isPlainHost(host)).toBe(false),
  );
});

describe('a list of users in a command', () => {
  it.each(['users.csv', '../data/test-users_1.csv'])('may be %s', (path) =>
    expect(isPlainList(path)).toBe(true),
  );
  it.each([
    "a'b.csv",
    'a"b.csv',
    '$(id).csv',
    '`id`.csv',
    'a b.csv',
    'a;b.csv',
    '$' + '{{x}}.csv',
    'a\n.csv',
    'users.txt',
  ])('may not be %j', (path) => expect(isPlainList(path)).toBe(false));
});
