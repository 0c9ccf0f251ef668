import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../model/errors.ts';
import type { ExperimentIndex, PlatformIndex } from '../model/report-index.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const MAIN = join(import.meta.dirname, 'main.ts');
const TOY = join(PROJECT, 'testing', 'toy');

let folder: string;
/** A k6 that set-up does not replace and Proofload does not use: everything ends before it begins. */
let unusableK6: { K6_BIN: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-several-'));
  unusableK6 = { K6_BIN: join(folder, 'k6') };
  const program = '#!/bin/sh\necho "k6 v1.4.0 (go1.24.0, linux/amd64)"\n';
  await writeFile(unusableK6.K6_BIN, program, { mode: 0o755 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Ended = { code: unknown; stdout: string; stderr: string };

async function proofload(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: PROJECT, maxBuffer: 1e8, env: { ...process.env, ...env } };
    execFile(process.execPath, [MAIN, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

type Printed = {
  runs: { folder: string; verdict: Verdict }[];
  indexFile: string;
  failures: { platform: string; error: { code: string } }[];
};

/** A browser that prints every page but the reports of runs. */
async function browserThatFails(): Promise<Record<string, string>> {
  const file = join(folder, 'browser');
  const script = `#!/bin/sh
for word in "$@"; do case "$word" in
  --print-to-pdf=*/report.pdf) exit 1 ;;
  --print-to-pdf=*) : > "\${word#--print-to-pdf=}" ;;
esac; done\n`;
  await writeFile(file, script, { mode: 0o755 });
  return { CHROMIUM_BIN: file };
}

// At the same time, because the first mostly waits.
describe.concurrent('several in one command', () => {
  it('one platform that cannot start does not keep the next from running, and both are in one index', async () => {
    const lost = join(folder, 'elsewhere', 'toy');
    await cp(TOY, lost, { recursive: true }); // its scenario imports files of the project, which are not there
    const out = join(folder, 'runs');
    const { code, stdout, stderr } = await proofload(
      ['verify', lost, TOY, '--quick', '--json', '--pdf', '--out', out],
      await browserThatFails(),
    );
    const printed = JSON.parse(stdout) as Printed;
    expect(printed, stderr).toMatchObject({
      runs: [{ verdict: { platform: 'toy' } }],
      indexFile: join(out, 'index.json'),
      failures: [
        { platform: 'toy', error: { code: 'SCENARIO_INVALID' } },
        { platform: 'toy', error: { code: 'PDF_FAILED' } },
      ],
    });
    expect(stderr).toMatch(/2 platforms, about \d+ min together; about [\d.]+ MB of disk/);
    expect(stderr).toContain('Toy library could not run.');
    expect(stderr.match(/Toy library could not run\./g)).toHaveLength(1);
    expect(stderr).toContain('Toy library was judged, but its report was not printed.');
    expect(code).toBe(EXIT.environment); // that of PDF_FAILED, which outranks SCENARIO_INVALID and whatever the other run ended in

    const index = JSON.parse(await readFile(printed.indexFile, 'utf8')) as PlatformIndex;
    const [{ folder: runFolder, verdict }] = printed.runs as [Printed['runs'][number]];
    expect(index.state).toBe('complete');
    expect(index.entries).toMatchObject([
      { run: null, error: { code: 'SCENARIO_INVALID' } },
      { error: null, run: { status: verdict.status } },
    ]);
    expect(join(out, index.entries[1]!.folder!)).toBe(runFolder);
    expect(index.entries[1]!.run!.targets.map(({ id }) => id)).toEqual(verdict.targets.map(({ id }) => id));
    const { provenance } = JSON.parse(await readFile(join(runFolder, 'run.json'), 'utf8')) as Run;
    expect(provenance.commandLine).toEqual(['verify', TOY, '--quick', '--out', out, '--pdf', '--json']); // that run alone, again
    expect(index.provenance.commandLine).toContain(lost);
    const page = await readFile(join(out, 'index.html'), 'utf8');
    expect(page).toContain('SCENARIO_INVALID');
    expect(page).toContain(`href="./${index.entries[1]!.folder}/report.html"`);
  });

  it('experiments are put to the platform that has them, and each that cannot run is a row', async () => {
    const out = join(folder, 'compared');
    const names = ['indexes-small', 'indexes-medium'];
    const ended = await proofload(['compare', ...names, '--json', '--out', out], unusableK6);
    const error = { code: 'PROGRAM_WRONG_VERSION' };
    expect(JSON.parse(ended.stdout)).toMatchObject({
      comparisons: [],
      indexFile: join(out, 'experiments.json'),
      failures: names.map((experimentName) => ({ platform: 'ultudy', experimentName, error })),
    });
    expect(ended.code).toBe(EXIT.environment);
    const index = JSON.parse(await readFile(join(out, 'experiments.json'), 'utf8')) as ExperimentIndex;
    expect(index.entries).toMatchObject(
      names.map((experiment) => ({ experiment, title: 'Ultudy', comparison: null, error })),
    );
    expect((await readdir(out)).sort()).toEqual(['experiments.html', 'experiments.json', 'experiments.md']);
  });

  it('compare --all is every experiment of a platform, and without JSON a table', async () => {
    const { stdout, stderr, code } = await proofload(
      ['compare', '--all', '--platform', 'school-management', '--out', join(folder, 'all')],
      unusableK6,
    );
    expect(code).toBe(EXIT.environment);
    expect(stdout).toMatch(/! \d+ experiments: \d+ could not run\./);
    expect(stdout).toMatch(/! could not run {2}weights/);
    expect(stdout).toContain('experiments.html');
    expect(stderr).toMatch(/services +about \d+ min/);
  });

  it.each([
    [['compare', '--all', 'cache'], 'USAGE', /no experiment can be named/],
    [
      ['compare', 'cache', 'gzip', '--resume', 'runs/x'],
      'INVALID_OPTION',
      /--resume continues one experiment/,
    ],
    [['compare', 'cache', 'no-such-thing'], 'EXPERIMENT_NOT_FOUND', /called "no-such-thing"/],
    [['verify', 'ultudy', 'tvet-conect'], 'UNKNOWN_PLATFORM', /called "tvet-conect"/],
  ])('a wrong word ends the command before anything runs: %j', async (args, code, sentence) => {
    const ended = await proofload(args);
    expect(ended.stderr).toMatch(sentence);
    expect(ended.stderr).toContain(`${code} · `);
    expect(ended.code).toBe(EXIT.usage);
  });
});
