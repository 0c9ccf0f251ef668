import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { withLock } from '../../bootstrap/lock.mjs';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** How a program ended. */
export type Ended = { code: unknown; stdout: string; stderr: string };

export type InstalledPackage = {
  /** the folder in which it is installed, with nothing else in it */
  project: string;
  packed: { filename: string; size: number; unpackedSize: number; files: { path: string }[] };
};

export async function run(command: string, args: string[], cwd: string, env = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 1e8, env: { ...process.env, ...env } };
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

/** Calls the package that is installed in a folder, or above it. */
export function proofload(args: string[], cwd: string, env = {}): Promise<Ended> {
  return run('npx', ['--no-install', 'proofload', ...args], cwd, env);
}

/** What TypeScript says about a project, as its own tsconfig.json has it. */
export function typeErrors(project: string, options: string[] = []): Promise<Ended> {
  return run(process.execPath, [TSC, '--project', project, '--noEmit', '--strict', ...options], project);
}

/**
 * Packs the project, and installs the package in an empty folder, without a network.
 * @param folder for the package and the project; it must exist
 */
export async function installPackage(folder: string): Promise<InstalledPackage> {
  const project = join(folder, 'project');
  await linkDependencies(project);
  await writeFile(join(project, 'package.json'), '{}');
  const packed = await pack(folder);
  expect(await npm(project, 'install', join(folder, packed.filename))).toMatchObject({ code: 0 });
  return { project, packed };
}

/** Calls npm without a network. */
export function npm(cwd: string, ...args: string[]): Promise<Ended> {
  return run('npm', [...args, '--offline', '--ignore-scripts'], cwd);
}

/**
 * Links what the package depends on from the checkout, so that npm needs no network. It removes links that the package does not ask for, so an
 * undeclared dependency is missing.
 */
export async function linkDependencies(project: string): Promise<void> {
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), link);
  }
}

/** One at a time: every one builds into dist/. */
async function pack(folder: string): Promise<InstalledPackage['packed']> {
  const lockFile = join(ROOT, 'node_modules', '.cache', 'pack.lock');
  const { signal } = new AbortController();
  return withLock({ lockFile, log: console.error, signal }, async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], ROOT);
    return JSON.parse(stdout)[0];
  });
}
