import { execFile } from 'node:child_process';
import os from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Machine, Provenance } from '../model/run.ts';
import { systemErrorCode } from '../store/disk.ts';
import { isThere } from '../store/validation.ts';

const run = promisify(execFile);

export type CodeState = Pick<Provenance, 'commit' | 'commitIsDirty' | 'commitUnknownBecause'>;

/**
 * The commit of the checkout in `folder`, and whether files differ from it. A null commit where there is no git or no
 * checkout; where git is there and refuses, as it does in a checkout of another user, with what it said.
 */
export async function codeState(folder: string): Promise<CodeState> {
  try {
    const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], { cwd: folder });
    const { stdout: changes } = await run('git', ['status', '--porcelain'], { cwd: folder });
    return { commit: commit.trim(), commitIsDirty: changes.trim() !== '' };
  } catch (error) {
    const unknown = { commit: null, commitIsDirty: false };
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

export function machineFacts(): Machine {
  const cpus = os.cpus();
  return {
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
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
