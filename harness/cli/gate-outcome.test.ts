import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GATES } from '../../reports/testdata/gates.ts';
import { EXIT } from '../model/errors.ts';
import { FailedGate, type Gate } from '../model/gate.ts';
import { hasFailedGate, openRunFolder, type RunFolder } from '../store/index.ts';
import { sampleRun } from '../store/testing/samples.ts';
import { endGate } from './gate-outcome.ts';
import { keptShell } from './testing/kept-shell.ts';

let folder: string;
let run: RunFolder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-gate-outcome-'));
  await mkdir(join(folder, 'run'));
  await writeFile(join(folder, 'run', 'run.json'), JSON.stringify(sampleRun()));
  run = await openRunFolder(join(folder, 'run'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function ended(gate: Gate) {
  const { shell, kept } = keptShell();
  const reports = join(folder, 'elsewhere');
  await endGate(shell, gate, { reports, judgedRuns: [run], inconclusive: 'fail' });
  return kept();
}

it('marks the runs of a gate that failed, wherever its files go', async () => {
  expect((await ended(GATES.budget)).code).toBe(EXIT.fail);
  expect(await hasFailedGate(run)).toBe(true);
  const marked = JSON.parse(await readFile(run.failedGateFile, 'utf8')) as FailedGate;
  expect([...Compile(FailedGate).Errors(marked)]).toEqual([]);
  expect(marked).toMatchObject({ gateId: GATES.budget.id, headline: GATES.budget.headline });
});

it.each(['pass', 'warn', 'inconclusive', 'invalid'] as const)(
  'marks no run of a gate that is: %s',
  async (status) => {
    await ended({ ...GATES.budget, status });
    expect(await readdir(run.path)).toEqual(['run.json']);
  },
);

it('fails, and says what follows, if a run cannot be marked', async () => {
  await mkdir(run.failedGateFile);
  const { code, err } = await ended(GATES.budget);
  expect(code).toBe(EXIT.fail);
  expect(err).toMatch(
    /A later gate may take this run for a baseline: .*failed-gate\.json.* cannot be used: /,
  );
});
