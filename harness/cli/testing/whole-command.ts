import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, vi } from 'vitest';
import { listProcesses, membersOf } from '../../system/supervision/process-tree.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');

export type Ended = { code: number | null; stdout: string; stderr: string };

export type CommandOptions = {
  /** in addition to that of the test */
  env?: Record<string, string>;
  cwd?: string;
  /** a command that runs it, such as a shell */
  before?: string[];
  /** called when it has been started, and awaited too */
  whileRunning?(child: ChildProcess): Promise<void>;
};

/** Runs the command line to its end and checks that nothing it started is left. */
export async function proofload(args: string[], options: CommandOptions = {}): Promise<Ended> {
  const { env = {}, cwd = '.', before = [], whileRunning } = options;
  const [program = '', ...rest] = [...before, process.execPath, MAIN, ...args];
  const child = spawn(program, rest, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL')); // if the test gives up waiting
  const seen = new Set<number>();
  const watch = setInterval(() => {
    for (const pid of membersOf([child.pid!], [], listProcesses())) seen.add(pid);
  }, 200);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
    whileRunning?.(child),
  ]);
  clearInterval(watch);
  await vi.waitFor(() => expect(running().filter((pid) => seen.has(pid))).toEqual([]), 20_000);
  return { code, stdout, stderr };
}

const running = () => listProcesses().map(({ pid }) => pid);

/** Expects one sentence, its code and a hint, and no stack trace. */
export function expectOneSentence({ stderr }: Ended, code: string, sentence: RegExp): void {
  expect(stderr).toMatch(sentence);
  expect(stderr).toMatch(new RegExp(`${code} · .+`));
  expect(stderr).not.toMatch(/\n\s+at /);
}
