import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import type { Machine, Provenance } from '../model/run.ts';
import { withoutSecrets } from '../model/secrets.ts';
import { readMachineLimits } from './machine-limits.ts';

const run = promisify(execFile);

export type CodeState = { commit: string | null; commitIsDirty: boolean };

/**
 * The commit of the checkout in `folder`, and whether files differ from it. A null commit where there is no git or no
 * checkout.
 */
export async function codeState(folder: string): Promise<CodeState> {
  try {
    const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], { cwd: folder });
    const { stdout: changes } = await run('git', ['status', '--porcelain'], { cwd: folder });
    return { commit: commit.trim(), commitIsDirty: changes.trim() !== '' };
  } catch {
    return { commit: null, commitIsDirty: false };
  }
}

/** What of this machine is ours: a control group's memory and CPU quota are this machine's. */
export function machineFacts(): Machine {
  const { cores, memoryBytes } = readMachineLimits();
  return {
    cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores,
    memoryBytes,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
  };
}

/** Where figures come from, as far as it is known before anything is started: `folder` holds the code. */
export async function provenanceOf(
  folder: string,
  { randomSeed, commandLine }: { randomSeed: number; commandLine: readonly string[] },
): Promise<Provenance> {
  return {
    ...(await codeState(folder)),
    versions: { node: process.versions.node },
    machine: machineFacts(),
    serverSettings: {},
    datasetFingerprint: null,
    datasetRows: {},
    randomSeed,
    commandLine: withoutSecrets(commandLine),
  };
}
