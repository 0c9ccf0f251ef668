import { appendFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { GATE_FILES, renderGate } from '../../reports/gate/index.ts';
import { exitCodeOfGate, type Inconclusive } from '../gate/gate-status.ts';
import { ProofloadError } from '../model/errors.ts';
import type { Gate } from '../model/gate.ts';
import { printable } from '../program/printable.mjs';
import { writingTo } from '../store/disk.ts';
import { markFailed, type RunFolder, writeGate } from '../store/index.ts';
import { renderGateSummary } from './gate-summary.ts';
import { printJson } from './print-json.ts';
import type { Shell } from './shell.ts';
import { styleOf } from './style.ts';

export type GateOutcomeOptions = {
  reports: string;
  /** if the gate failed, they are no baseline */
  judgedRuns: readonly RunFolder[];
  json?: true;
  inconclusive: Inconclusive;
};

/**
 * Writes a gate's files, marks the runs of one that failed, prints it, and ends with its exit code. In GitHub Actions it also annotates the job, and adds to the summary of the step.
 * @throws ProofloadError DISK_FULL, PATH_UNUSABLE
 */
export async function endGate(shell: Shell, gate: Gate, options: GateOutcomeOptions): Promise<void> {
  const folder = resolve(options.reports);
  const files = renderGate(gate);
  await writeGate(folder, gate, files);
  if (gate.status === 'fail') await markAll(shell, gate, options.judgedRuns);
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY: summaryFile } = shell.env;
  if (summaryFile) await writingTo(summaryFile, () => appendFile(summaryFile, files[GATE_FILES.markdown]!));
  if (options.json) {
    printJson(shell, { kind: 'gate', gate, folder });
  } else {
    shell.stdout.draw(renderGateSummary(gate, styleOf(shell)));
    shell.stdout.write(`\n  reports  ${printable(relative('.', folder) || '.')}\n\n`);
    if (GITHUB_ACTIONS === 'true') shell.stdout.write(files[GATE_FILES.annotations]!);
  }
  shell.exitWith(exitCodeOfGate(gate.status, options.inconclusive));
}

/** The gate has failed, whether or not its runs can be marked. */
async function markAll(shell: Shell, gate: Gate, runs: readonly RunFolder[]): Promise<void> {
  for (const run of runs) {
    await markFailed(run, gate).catch((error: unknown) => {
      if (!(error instanceof ProofloadError)) throw error;
      const { message } = error;
      shell.stderr.write(`  ${printable(`A later gate may take this run for a baseline: ${message}`)}\n`);
    });
  }
}
