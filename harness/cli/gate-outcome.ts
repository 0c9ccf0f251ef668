import { appendFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { GATE_FILES, renderGate } from '../../reports/gate/index.ts';
import { exitCodeOfGate, type Inconclusive } from '../gate/gate-status.ts';
import type { Gate } from '../model/gate.ts';
import { printable } from '../program/printable.mjs';
import { writingTo } from '../store/disk.ts';
import { writeGate } from '../store/index.ts';
import { renderGateSummary } from './gate-summary.ts';
import { printJson } from './print-json.ts';
import type { Shell } from './shell.ts';
import { styleOf } from './style.ts';

export type GateOutcomeOptions = { reports: string; json?: true; inconclusive: Inconclusive };

/**
 * Writes a gate's files, prints it, and ends with its exit code. In GitHub Actions it also annotates the job, and adds to the summary of the step.
 * @throws ProofloadError DISK_FULL, PATH_UNUSABLE
 */
export async function endGate(shell: Shell, gate: Gate, options: GateOutcomeOptions): Promise<void> {
  const folder = resolve(options.reports);
  const files = renderGate(gate);
  await writeGate(folder, gate, files);
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
