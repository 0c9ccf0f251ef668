import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { vi } from 'vitest';

const PROJECT = join(import.meta.dirname, '..', '..', '..');

/** Stands in for npm: installs what the lock file lists, and this Node as the project's; waits while the file `hold` exists. */
const FAKE_NPM = `#!/bin/sh
echo "$$" >> npm-calls
rm -rf node_modules
while [ -e hold ]; do sleep 0.02; done
[ -e npm-fails ] && { cat npm-fails >&2; exit 1; }
mkdir -p node_modules/node/bin
ln -s "$REAL_NODE" node_modules/node/bin/node
cp \${INSTALLED_LOCK:-package-lock.json} node_modules/.package-lock.json
`;

/** A program of the project: prints its arguments, or runs until a signal ends it and notes what happens. */
const PROGRAM = `
import { appendFileSync } from 'node:fs';
import { onParentGone } from '../harness/program/parent-watch.ts';
const say = (text: string) => appendFileSync(import.meta.dirname + '/../said', text + '\\n');
const [mode, ...rest] = process.argv.slice(2);
if (mode === 'wait') {
  const alive = setInterval(() => {}, 1000);
  const end = () => clearInterval(alive);
  process.on('SIGINT', () => { say('SIGINT'); setTimeout(end, 400); process.exitCode = 130; });
  process.on('SIGTERM', () => { say('SIGTERM'); end(); });
  onParentGone(() => { say('parent gone'); end(); });
  process.on('exit', () => say('ended'));
  say('started');
} else {
  console.log(JSON.stringify({ rest, execPath: process.execPath, cwd: process.cwd() }));
  process.exitCode = Number(mode);
}
`;

export type Outcome = { exitCode: number | null; stdout: string; stderr: string };
export type Started = { child: ChildProcess; outcome: Promise<Outcome> };

/** A small checkout in a temporary folder, with the real scripts/run.mjs, one locked package and a fake npm on PATH. */
export class Checkout {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async create(): Promise<Checkout> {
    const checkout = new Checkout(await mkdtemp(join(tmpdir(), 'proofload-bootstrap-')));
    await mkdir(join(checkout.root, 'bin'));
    for (const name of ['scripts/run.mjs', 'scripts/bootstrap', 'harness/program'])
      await cp(join(PROJECT, name), checkout.path(name), { recursive: true });
    await checkout.write('package.json', '{"type":"module"}');
    await checkout.write('package-lock.json', lockFile('1.0.0'));
    await checkout.write('scripts/program.ts', PROGRAM);
    await checkout.write('bin/npm', FAKE_NPM);
    await chmod(join(checkout.root, 'bin', 'npm'), 0o755);
    return checkout;
  }

  path(name: string): string {
    return join(this.root, name);
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(this.path(name), text);
  }

  async lines(name: string): Promise<string[]> {
    const text = await readFile(this.path(name), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** Runs `node scripts/run.mjs scripts/program.ts <args>`. */
  start(args: string[], env: Record<string, string> = {}): Started {
    const command = [this.path('scripts/run.mjs'), 'scripts/program.ts', ...args];
    return follow(
      spawn(process.execPath, command, { cwd: this.root, env: { ...this.env(), ...env }, stdio: 'pipe' }),
    );
  }

  env(): Record<string, string> {
    const PATH = [this.path('bin'), '/usr/bin', '/bin'].join(delimiter);
    return { PATH, REAL_NODE: process.execPath };
  }

  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    await vi.waitUntil(condition, { timeout: 60_000, interval: 20 });
  }

  async untilProgramSays(line: string): Promise<void> {
    await this.until(async () => (await this.lines('said')).includes(line));
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

export function follow(child: ChildProcess): Started {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const outcome = new Promise<Outcome>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { child, outcome };
}

export function lockFile(version: string): string {
  const packages = { '': {}, 'node_modules/a': { version, integrity: `sha512-${version}` } };
  return JSON.stringify({ packages });
}

/** Whether a process is running; a zombie is not. */
export async function isRunning(pid: number): Promise<boolean> {
  if (!existsSync('/proc/self/stat')) throw new Error('needs /proc');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}
