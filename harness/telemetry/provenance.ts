import { execFile } from 'node:child_process';
import os from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Machine, Provenance } from '../model/run.ts';
import { withoutSecrets } from '../model/secrets.ts';
import { VERSION } from '../program/version.ts';
import { systemErrorCode } from '../store/disk.ts';
import { isThere } from '../store/validation.ts';
import { readMachineLimits } from './machine-limits.ts';

const run = promisify(execFile);

export type CodeState = Pick<Provenance, 'commit' | 'commitIsDirty' | 'commitUnknownBecause'>;

/**
 * The commit of the checkout in `folder`, and whether files differ from it. The commit is null without git, without a checkout, or if the
 * checkout does not have these files, as with a package below its `node_modules`. It is also null if git refuses, as in another user's checkout; then the reason is git's error.
 */
export async function codeState(folder: string): Promise<CodeState> {
  const unknown = { commit: null, commitIsDirty: false };
  try {
    const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], { cwd: folder });
    const { stdout: committed } = await run('git', ['ls-tree', '--name-only', 'HEAD'], { cwd: folder });
    if (committed === '') return unknown;
    const { stdout: changes } = await run('git', ['status', '--porcelain'], { cwd: folder });
    return { commit: commit.trim(), commitIsDirty: changes.trim() !== '' };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || !(await isInCheckout(resolve(folder)))) return unknown;
    return { ...unknown, commitUnknownBecause: firstLineOf(error) };
  }
}

async function isInCheckout(folder: string): Promise<boolean> {
  if (await isThere(join(folder, '.git'))) return true;
  return dirname(folder) !== folder && isInCheckout(dirname(folder));
}

function firstLineOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  return (said.trim() || (error as Error).message).split('\n')[0]!;
}

/** The machine, as far as we may use it: a control group's memory limit and CPU quota count as the machine's. */
export function machineFacts(): Machine {
  const { cores, memoryBytes } = readMachineLimits();
  return {
    cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores,
    memoryBytes,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
  };
}

/** The provenance of figures, as far as it is known before anything starts. `folder` holds the code. */
export async function provenanceOf(
  folder: string,
  { randomSeed, commandLine }: { randomSeed: number; commandLine: readonly string[] },
): Promise<Provenance> {
  return {
    ...(await codeState(folder)),
    versions: { proofload: VERSION, node: process.versions.node },
    machine: machineFacts(),
    serverSettings: {},
    datasetFingerprint: null,
    datasetRows: {},
    randomSeed,
    commandLine: withoutSecrets(commandLine),
  };
}
