import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GATE_FILES } from '../../reports/gate/index.ts';
import { provision } from '../../scripts/provision/index.ts';
import { delayedServer } from '../gate/testing/delayed-server.ts';
import type { Budget, BudgetTarget } from '../model/budget.ts';
import { EXIT } from '../model/errors.ts';
import type { Gate } from '../model/gate.ts';
import type { GateNoise } from '../model/gate-noise.ts';
import { openRunFolder, readRun } from '../store/index.ts';
import { findFreePorts } from '../system/supervision/ports.ts';
import { gateIn } from './testing/gate-files.ts';
import { printedObject } from './testing/printed.ts';
import { expectOneSentence, proofload } from './testing/whole-command.ts';

/* What does not depend on how busy the machine is. Versions that are compared are in gate.e2e.test.ts. */

const STORED = join(import.meta.dirname, '..', 'store', 'testdata', 'run-v3');

/** A quarter of the responses is wrong, which no noise changes. */
const CORRECT: BudgetTarget = { id: 'correct', measure: 'correctRatio', operator: '>=', error: 0.5 };
const UNMEASURED: BudgetTarget = {
  id: 'lag',
  measure: { source: 'gauge', gauge: 'replica-lag', statistic: 'maximum' },
  operator: '<',
  error: 5,
};

let folder: string;
let server: ChildProcess;
let url: string;

beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-gate-'));
  const [port] = await findFreePorts(1);
  url = `http://127.0.0.1:${port}`;
  const serve = await delayedServer(folder);
  server = spawn('/bin/sh', ['-c', `exec ${serve(port!, 5)}`], { stdio: 'ignore' });
  await vi.waitFor(async () => expect((await fetch(url)).ok).toBe(true), 60_000);
});
afterAll(async () => {
  server?.kill();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;
async function budgetOf(budget: Omit<Budget, 'schemaVersion'>): Promise<string> {
  const file = join(folder, `budget-${count++}.json`);
  await writeFile(file, JSON.stringify({ schemaVersion: 1, ...budget }));
  return file;
}

const gateOf = (stdout: string) => printedObject(stdout) as unknown as { gate: Gate; folder: string };

const load = () => [
  ...['--url', `${url}/flaky`, '--rate', '40', '--quick', '--duration', '18s'],
  ...['--out', join(folder, 'runs')],
];

describe('a budget over one run', () => {
  let run: string;

  it('is kept by a system that is measured for it, and by its run', async () => {
    const budget = await budgetOf({ targets: [CORRECT] });
    const { code, stdout, stderr } = await proofload(['gate', ...load(), '--budget', budget, '--json']);
    expect(code, stdout + stderr).toBe(EXIT.pass);
    const printed = gateOf(stdout);
    run = resolve(printed.gate.runFolders[0]!);
    expect(printed.folder).toBe(join(run, 'gate'));
    expect(await gateIn(printed.folder)).toEqual(printed.gate);
    expect(printed.gate).toMatchObject({
      kind: 'budget',
      status: 'pass',
      headline: 'Within budget: its bound holds.',
    });
    expect(printed.gate.checks[0]!.value).toBeCloseTo(0.75, 1);
    expect(Object.keys((await readRun(await openRunFolder(run))).sentParts!)).toEqual(['request GET /flaky']);

    const again = await proofload(['gate', run, '--budget', budget]);
    expect(again.code).toBe(EXIT.pass);
    expect(again.stdout).toMatch(/Within budget: its bound holds\.\n\n {2}✓ pass +correct 7\d/);
  });

  it.each<[string, BudgetTarget[], string[], Gate['status'], number]>([
    ['a bound that is broken', [{ ...CORRECT, error: 0.9 }], [], 'fail', EXIT.fail],
    ['a warning', [{ ...CORRECT, warn: 0.9 }], [], 'warn', EXIT.pass],
    ['a figure that was not measured', [CORRECT, UNMEASURED], [], 'inconclusive', EXIT.inconclusive],
    ['one, let pass', [UNMEASURED], ['--inconclusive=pass'], 'inconclusive', EXIT.pass],
    ['one, let fail', [UNMEASURED], ['--inconclusive', 'fail'], 'inconclusive', EXIT.fail],
    ['one that is left out', [CORRECT, UNMEASURED], ['--only', 'correct'], 'pass', EXIT.pass],
    [
      'one beside a broken bound',
      [{ ...CORRECT, error: 0.9 }, UNMEASURED],
      ['--inconclusive=pass'],
      'fail',
      EXIT.fail,
    ],
  ])('with %s', async (_, targets, options, status, exitCode) => {
    const reports = join(folder, `reports-${count}`);
    const budget = await budgetOf({ targets });
    const { code, stdout } = await proofload([
      'gate',
      run,
      '--budget',
      budget,
      '--reports',
      reports,
      '--json',
      ...options,
    ]);
    expect(gateOf(stdout)).toMatchObject({ gate: { status }, folder: reports });
    expect(code).toBe(exitCode);
    const gate = await gateIn(reports);
    expect(gate.status).toBe(status);
    for (const check of gate.checks.filter(({ id }) => id === UNMEASURED.id))
      expect(check).toMatchObject({ status: 'inconclusive', value: null });
  });

  it('annotates the job and its summary in GitHub Actions', async () => {
    const [reports, summary] = [join(folder, 'github'), join(folder, 'summary.md')];
    await writeFile(summary, 'before\n');
    const budget = await budgetOf({ targets: [{ ...CORRECT, error: 0.9 }] });
    const { code, stdout } = await proofload(['gate', run, '--budget', budget, '--reports', reports], {
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    });
    expect(code).toBe(EXIT.fail);
    expect(stdout).toMatch(
      /^::error title=Gate%3A correct::.*7\d.*\n::notice title=Gate::Beyond budget: correct\.\n$/m,
    );
    const markdown = await readFile(join(reports, GATE_FILES.markdown), 'utf8');
    expect(await readFile(summary, 'utf8')).toBe(`before\n${markdown}`);
  });

  it.each<[string, string[], string, RegExp]>([
    [
      'a name that the budget does not have',
      ['--only', 'p95'],
      'BUDGET_INVALID',
      /it has no "p95"; it has correct\./,
    ],
    [
      'a word that means nothing',
      ['--inconclusive', 'maybe'],
      'INVALID_OPTION',
      /must be pass or fail, not "maybe"/,
    ],
  ])('is refused with %s', async (_, options, code, sentence) => {
    const ended = await proofload([
      'gate',
      run,
      '--budget',
      await budgetOf({ targets: [CORRECT] }),
      ...options,
    ]);
    expectOneSentence(ended, code, sentence);
    expect(ended.code).toBe(EXIT.usage);
  });

  it.each<[string, (file: string) => string[], string, RegExp]>([
    ['no such file', () => ['--budget', 'none.json'], 'BUDGET_INVALID', /none\.json cannot be read/],
    ['a file of something else', (file) => ['--budget', file], 'BUDGET_INVALID', /server\.mjs is not JSON/],
    ['no run and no system', () => [], 'USAGE', /There is nothing to judge/],
    [
      'a file where its reports should go',
      (file) => ['--url', url, '--reports', file],
      'PATH_UNUSABLE',
      /server\.mjs cannot be used: /,
    ],
  ])('is refused with %s', async (_, optionsFor, code, sentence) => {
    const ended = await proofload(['gate', ...optionsFor(join(folder, 'server.mjs'))], { cwd: folder });
    expectOneSentence(ended, code, sentence);
    expect(ended.code).toBe(EXIT.usage);
  });

  it('is compared with another version only if its bounds are above the noise that was measured here', async () => {
    const { platform, scenario, sentParts, profile, provenance } = await readRun(await openRunFolder(run));
    const noise: GateNoise = {
      schemaVersion: 1,
      measuredAt: '2026-12-01T00:00:00.000Z',
      fingerprint: { platform, scenario, sentParts: sentParts!, profile, provenance },
      figures: [
        {
          id: 'p95',
          label: 'p95 response time',
          unit: 'ms',
          indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
          scale: 'ratio',
          deviation: 0.2,
          base: 100,
          pairs: 8,
          floors: [],
        },
      ],
    };
    await writeFile(join(folder, 'runs', 'gate-noise.json'), JSON.stringify(noise));
    const ended = await proofload(['gate', ...load(), '--base-url', url, '--head-url', url]);
    // Four pairs a look are eight: (2.364624 + 1.414924) * 0.2 / sqrt(8) in logarithms is 30.6%.
    expectOneSentence(
      ended,
      'BOUND_BELOW_NOISE',
      /"p95" is below the noise floor of this machine, which is 31% with 4 pairs\./,
    );
    expect(ended.stderr).toContain(
      'BOUND_BELOW_NOISE · Allow at least 31%, or measure more pairs: --pairs 8.',
    );
    expect(ended.code).toBe(EXIT.usage);
    expect((await readdir(join(folder, 'runs'))).filter((name) => name.startsWith('gate-2'))).toEqual([]);
  });
});

describe('earlier runs as a baseline', () => {
  const SENT = { 'request list': 'aa', 'request item': 'bb' };
  let head: string;
  let changes: string;
  beforeAll(async () => {
    head = await storedRun('head', '2026-12-24T00:00:00.000Z', SENT);
    changes = await budgetOf({
      changes: [{ id: 'p95', measure: 'responseTimeP95Ms', error: { relative: 0.1 } }],
    });
  });

  /** A stored run that passed, made at this moment, as that of a config that sends this. */
  async function storedRun(
    name: string,
    startedAt: string,
    sentParts: Record<string, string>,
  ): Promise<string> {
    const path = join(folder, 'stored', name);
    await cp(STORED, path, { recursive: true });
    const file = join(path, 'run.json');
    const run = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...run, startedAt, sentParts }));
    return path;
  }

  async function storedRuns(name: string, sentParts: Record<string, string>): Promise<string[]> {
    const paths: string[] = [];
    for (let day = 1; day <= 4; day++)
      paths.push(await storedRun(join(name, `run-${day}`), `2026-12-0${day}T00:00:00.000Z`, sentParts));
    return paths;
  }

  async function judgedAgainst(name: string) {
    const baseline = join(folder, 'stored', name);
    const reports = join(folder, `reports-${name}`);
    const { code, stdout } = await proofload([
      'gate',
      head,
      ...['--baseline', baseline, '--budget', changes, '--reports', reports, '--json'],
    ]);
    const { gate } = gateOf(stdout);
    expect(await gateIn(reports)).toEqual(gate);
    return { code, gate };
  }

  it('passes what did not change', async () => {
    await storedRuns('same', SENT);
    const { code, gate } = await judgedAgainst('same');
    expect(gate, JSON.stringify(gate.checks)).toMatchObject({ kind: 'baseline', status: 'pass' });
    expect(gate.checks[0]).toMatchObject({ id: 'p95', sampleCount: 5, change: { ratioEstimate: 1 } });
    expect(code).toBe(EXIT.pass);
  });

  it('counts no run that failed a gate, wherever the files of that gate are', async () => {
    const [first] = await storedRuns('failed', SENT);
    const target = { id: 'p95', measure: 'responseTimeP95Ms', operator: '<', error: 0.001 } as const;
    const budget = await budgetOf({ targets: [target] });
    const elsewhere = join(folder, 'elsewhere');
    const failed = await proofload(['gate', first!, '--budget', budget, '--reports', elsewhere]);
    expect(failed.code, failed.stderr).toBe(EXIT.fail);
    const { code, gate } = await judgedAgainst('failed');
    expect(gate.checks[0]!.reason).toBe(
      '4 comparable passing runs are needed, but there are only 3, without 1 run that failed a gate.',
    );
    expect(code).toBe(EXIT.inconclusive);
  });

  it('is inconclusive against runs of another plan, and says what differs', async () => {
    await storedRuns('other-plan', { 'request list': 'xx', login: 'cc' });
    const { code, gate } = await judgedAgainst('other-plan');
    expect(gate.checks[0]).toMatchObject({
      status: 'inconclusive',
      reason:
        '4 comparable passing runs are needed, but there are none; in the newest of the others, the scenario differs (request list was changed, request item is new, login is gone).',
    });
    expect(code).toBe(EXIT.inconclusive);
  });
});
