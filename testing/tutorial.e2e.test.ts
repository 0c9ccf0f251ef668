import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { provision } from '../scripts/provision/index.ts';
import { blocksOf } from './document-blocks.ts';
import { missingParagraphs, type Step, stepsOf } from './tutorial-steps.ts';

/*
 * Does what docs/tutorial.md tells its reader to do, in an empty folder: saves its files, types its commands, and looks for what it says they
 * show and end with. It needs the machine to itself, because the tutorial promises passes. Only the installation is left out: its package is
 * tested in scripts/package.
 */
const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/tutorial.md');
/** The ports in the tutorial, which may be in use here. */
const PORTS = ['3000', '3001'];
const LONGEST_MS = 600_000;

let folder: string;
let shell: ChildProcess;
let steps: Step[];

beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-tutorial-'));
  await mkdir(join(folder, 'empty'));
  let page = await readFile(PAGE, 'utf8');
  for (const port of PORTS) page = page.replaceAll(new RegExp(`\\b${port}\\b`, 'g'), await freePort());
  steps = stepsOf(page);
  const { DATABASE_URL: _, REDIS_URL: __, ...env } = process.env;
  const PATH = `${await installed()}:${dirname(process.execPath)}:${env.PATH}`;
  shell = spawn('bash', ['--norc'], { cwd: join(folder, 'empty'), env: { ...env, PATH }, detached: true });
});
afterAll(async () => {
  if (shell?.pid !== undefined) process.kill(-shell.pid, 'SIGKILL'); // with the services that it started
  await rm(folder, { recursive: true, force: true });
});

/** A folder with what the installation puts on the path of `npx`: the command of this checkout. */
async function installed(): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const npx = `#!/bin/sh\n[ "$1" = proofload ] || exit 127\nshift\nexec node '${join(ROOT, 'harness/cli/main.ts')}' "$@"\n`;
  await writeFile(join(bin, 'npx'), npx);
  await chmod(join(bin, 'npx'), 0o755);
  return bin;
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/** Types commands, and waits until the last of them has ended. */
function type(commands: string): Promise<{ exitCode: number; output: string; errors: string }> {
  const END = /\n--- ended with (\d+)\n$/;
  return new Promise((resolve) => {
    let output = '';
    let errors = '';
    const onOutput = (text: Buffer) => {
      output += text;
      const exitCode = END.exec(output)?.[1];
      if (exitCode === undefined) return;
      shell.stdout!.off('data', onOutput);
      shell.stderr!.off('data', onErrors);
      resolve({ exitCode: Number(exitCode), output, errors });
    };
    const onErrors = (text: Buffer) => {
      errors += text;
    };
    shell.stdout!.on('data', onOutput);
    shell.stderr!.on('data', onErrors);
    shell.stdin!.write(`{ ${commands}} < /dev/null\nprintf '\\n--- ended with %s\\n' $?\n`);
  });
}

it('the tutorial has files, commands, a pass and a failure', () => {
  const typed = steps.flatMap((step) => (step.kind === 'type' ? [step] : []));
  expect(steps.length - typed.length).toBe(3);
  expect(typed.filter(({ shown }) => shown.length > 0).map(({ exitCode }) => exitCode)).toEqual([
    0, 0, 0, 1, 0,
  ]);
});

it(
  'everything that the tutorial says happens',
  async () => {
    for (const step of steps) {
      if (step.kind === 'save') {
        await writeFile(join(folder, 'empty', step.file), step.text);
        continue;
      }
      const { exitCode, output, errors } = await type(step.commands);
      const seen = `${step.commands}${output}${errors}`;
      expect(missingParagraphs(step.shown, output), seen).toEqual([]);
      expect(exitCode, seen).toBe(step.exitCode);
    }
  },
  LONGEST_MS,
);

it('the step of its workflow is the command that was typed', () => {
  const typed = steps.flatMap((step) => (step.kind === 'type' ? step.commands.trim().split('\n') : []));
  return readFile(PAGE, 'utf8').then((page) => {
    const workflows = blocksOf(page).filter(({ language }) => language === 'yaml');
    expect(workflows).toHaveLength(1);
    const [, command] = /^- run: (.*)$/m.exec(workflows[0]!.text) ?? [];
    expect(typed).toContain(command);
  });
});
