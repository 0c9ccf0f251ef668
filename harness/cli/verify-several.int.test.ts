import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../model/errors.ts';
import type { PlatformIndex } from '../model/report-index.ts';
import type { Verdict } from '../model/verdict.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const MAIN = join(import.meta.dirname, 'main.ts');
const TOY = join(PROJECT, 'testing', 'toy');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-several-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Printed = {
  runs: { folder: string; verdict: Verdict }[];
  index: string;
  errors: { platform: string; error: { code: string } }[];
};

it('one platform that cannot start does not keep the next from running, and both are in one index', async () => {
  const lost = join(folder, 'elsewhere', 'toy');
  await cp(TOY, lost, { recursive: true }); // its scenario imports files of the project, which are not there
  const out = join(folder, 'runs');
  const args = [MAIN, 'verify', lost, TOY, '--quick', '--json', '--out', out];
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>(
    (resolve) => {
      execFile(process.execPath, args, { cwd: PROJECT, maxBuffer: 1e8 }, (error, out, err) =>
        resolve({ code: error?.code ?? 0, stdout: out, stderr: err }),
      );
    },
  );
  const printed = JSON.parse(stdout) as Printed;
  expect(printed, stderr).toMatchObject({
    runs: [{ verdict: { platform: 'toy' } }],
    index: join(out, 'index.json'),
    errors: [{ platform: 'toy', error: { code: 'SCENARIO_INVALID' } }],
  });
  expect(stderr).toMatch(/2 platforms, about \d+ min together; about [\d.]+ MB of disk/);
  expect(stderr).toContain('Toy library could not run.');
  expect(code).toBe(EXIT.usage); // that of SCENARIO_INVALID, which outranks whatever the other run ended in

  const index = JSON.parse(await readFile(printed.index, 'utf8')) as PlatformIndex;
  const [{ folder: runFolder, verdict }] = printed.runs as [Printed['runs'][number]];
  expect(index.state).toBe('complete');
  expect(index.entries).toMatchObject([
    { run: null, error: { code: 'SCENARIO_INVALID' } },
    { error: null, run: { status: verdict.status } },
  ]);
  expect(join(out, index.entries[1]!.folder!)).toBe(runFolder);
  expect(index.entries[1]!.run!.targets.map(({ id }) => id)).toEqual(verdict.targets.map(({ id }) => id));
  const page = await readFile(join(out, 'index.html'), 'utf8');
  expect(page).toContain('SCENARIO_INVALID');
  expect(page).toContain(`href="./${index.entries[1]!.folder}/report.html"`);
});
