import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import type { Machine, Provenance } from '../model/run.ts';
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

const SECRET_NAME = /(password|passwd|pwd|pass|secret|token|api-?key|credential|authorization|auth)/i;
const URL_CREDENTIALS = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i;
const HIDDEN = '***';

/**
 * A command line as it may be kept: credentials in URLs, and the values of options that sound secret, are replaced by
 * ***.
 */
export function withoutSecrets(commandLine: readonly string[]): string[] {
  return commandLine.map((argument, i) => {
    const previous = commandLine[i - 1];
    if (
      previous?.startsWith('-') &&
      !previous.includes('=') &&
      SECRET_NAME.test(previous) &&
      !argument.startsWith('-')
    ) {
      return HIDDEN;
    }
    const [, name, value] = /^([\w.-]+)=(.*)$/s.exec(argument) ?? [];
    if (name !== undefined && value !== undefined) {
      return `${name}=${SECRET_NAME.test(name) ? HIDDEN : withoutUrlSecrets(value)}`;
    }
    return withoutUrlSecrets(argument);
  });
}

/** `postgres://user:password@host/db?sslpassword=x` as `postgres://***@host/db?sslpassword=***`. */
export function withoutUrlSecrets(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  return text
    .replace(URL_CREDENTIALS, `$1${HIDDEN}@`)
    .replace(/([?&;])([^=&;#]+)=([^&;#]*)/g, (pair, separator: string, name: string) =>
      SECRET_NAME.test(name) ? `${separator}${name}=${HIDDEN}` : pair,
    );
}
