import { describe, expect, it } from 'vitest';
import { madeUpCalibration } from '../../reports/testdata/calibration.ts';
import { madeUpComparison } from '../../reports/testdata/comparisons.ts';
import { fixture } from '../../reports/testdata/fixtures.ts';
import type { FinishedComparison } from '../compare/experiment.ts';
import { ProofloadError } from '../model/errors.ts';
import { failureAsJson } from '../program/failure.mjs';
import { keptOutput } from '../program/testing/kept-output.ts';
import type { RunFolder } from '../store/index.ts';
import { printCalibration } from './calibration-summary.ts';
import { printComparisons } from './comparison-summary.ts';
import { printOutcomes } from './outcome.ts';
import { commandLine, proofload } from './proofload.ts';
import type { Shell } from './shell.ts';
import { keptShell } from './testing/kept-shell.ts';
import { printedObject } from './testing/printed.ts';

const FOLDER = { path: '/runs/1' } as RunFolder;
const ERROR = { code: 'PROGRAM_MISSING', message: 'nginx was not found.', hint: 'Install it.' };

function printedBy(print: (shell: Shell) => void) {
  const { shell, kept } = keptShell();
  print(shell);
  return printedObject(kept().out);
}

async function printedByCommand(...argv: string[]) {
  const [stdout, stderr] = [keptOutput(), keptOutput()];
  const { signal } = new AbortController();
  await proofload(argv, { env: {}, stdout: stdout.output, stderr: stderr.output, ask: null, signal });
  expect(stderr.text()).toBe('');
  return printedObject(stdout.text());
}

describe('what a command prints with --json fits the published schema of its kind', () => {
  it('verify and report', () => {
    const { run, verdict } = fixture('pass');
    const outcome = { folder: FOLDER, run, verdict };
    expect(printedBy((shell) => printOutcomes(shell, [outcome]))).toMatchObject({
      kind: 'verdicts',
      runs: [
        {
          folder: '/runs/1',
          id: run.id,
          title: 'TVET Connect',
          users: 30_000,
          ratePerSec: 1200,
          status: 'pass',
          headline: expect.stringContaining('TVET Connect'),
          verdict: { status: 'pass' },
        },
      ],
      indexFile: null,
      failures: [],
    });
  });

  it('verify with several platforms, one of which could not run', () => {
    const more = { indexFile: '/runs/index.json', failures: [{ platform: 'clinic', error: ERROR }] };
    expect(printedBy((shell) => printOutcomes(shell, [], more))).toMatchObject(more);
  });

  it('compare', () => {
    const { comparison } = madeUpComparison('supported');
    const finished = { folder: FOLDER, comparison } as unknown as FinishedComparison;
    const failures = [{ platform: 'clinic', experimentName: 'cache', error: ERROR }];
    const more = { indexFile: '/runs/experiments.json', failures };
    expect(printedBy((shell) => printComparisons(shell, [finished], more))).toMatchObject({
      kind: 'comparisons',
      comparisons: [{ folder: '/runs/1', comparison: { id: comparison.id } }],
      ...more,
    });
  });

  it('calibrate', () => {
    const calibration = madeUpCalibration('disturbed');
    expect(printedBy((shell) => printCalibration(shell, '/runs/c', calibration))).toMatchObject({
      kind: 'calibration',
      folder: '/runs/c',
    });
  });

  it('compare --list', async () => {
    const { experiments } = await printedByCommand('compare', '--list', '--json');
    expect(experiments).toContainEqual(expect.objectContaining({ experimentName: 'cache' }));
  });

  it.each(['--help', '--version'])('%s', async (option) => {
    expect(await printedByCommand(option, '--json')).toMatchObject({ kind: 'text' });
  });

  it.each(commandLine(keptShell().shell, () => {}).commands.map((command) => command.name()))(
    'the help of %s',
    async (name) => {
      const help = { kind: 'text', text: expect.stringMatching(/^Usage: .+\nExamples?:\n/s) };
      expect(await printedByCommand(name, '--help', '--json')).toMatchObject(help);
      expect(await printedByCommand('help', name, '--json')).toMatchObject(help);
    },
  );

  it('an error', () => {
    const error = new ProofloadError('PROGRAM_MISSING', ERROR.message, ERROR.hint);
    expect(printedObject(`${JSON.stringify(failureAsJson(error))}\n`)).toMatchObject({ error: ERROR });
  });
});
