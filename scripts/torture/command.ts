import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Exit } from '../../harness/system/supervision/supervisor.ts';
import { ROUND_VARIABLE, type RoundMark } from './processes.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const MAIN = join('harness', 'cli', 'main.ts');
const LAUNCHER = join(PROJECT, 'scripts', 'run.mjs');
const SHORT_LOADS = pathToFileURL(join(import.meta.dirname, 'short-loads', 'register.ts')).href;

/** A running Proofload command, in its own process. */
export type RunningCommand = {
  /** what it has printed so far on both streams */
  output(): string;
  /** closes our ends of its output, as `| head` does */
  closeOutput(): void;
  exited: Promise<Exit>;
  /** how it ended; null while it runs */
  exit(): Exit | null;
};

export type CommandOptions = {
  args: readonly string[];
  mark: RoundMark;
  /** where it makes its temporary folders */
  temporaryFolder: string;
  throughLauncher?: boolean;
  env?: Readonly<Record<string, string>>;
};

/** Starts `proofload <args>` with short loads. It runs in the round's folder, and its environment has the round's mark. */
export function startCommand(options: CommandOptions): RunningCommand {
  const { args, mark, temporaryFolder, throughLauncher = false, env = {} } = options;
  // INIT_CWD would be the user's folder, but the round runs in its own.
  const { DATABASE_URL: _, REDIS_URL: __, INIT_CWD: ___, ...inherited } = process.env;
  const child: ChildProcess = spawn(
    process.execPath,
    throughLauncher ? [LAUNCHER, MAIN, ...args] : [join(PROJECT, MAIN), ...args],
    {
      cwd: mark.folder,
      env: {
        ...inherited,
        ...env,
        NODE_OPTIONS: `--import=${SHORT_LOADS}`,
        TMPDIR: temporaryFolder,
        [ROUND_VARIABLE]: mark.id,
      },
      // A channel that closes when this process ends, like the launcher's: the run then ends by itself.
      stdio: throughLauncher ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    },
  );
  let output = '';
  let exit: Exit | null = null;
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      // Its last output may still be in the pipe, and a process it left behind may hold the pipe open.
      setImmediate(() => resolve(exit!));
    });
  });
  return {
    output: () => output,
    closeOutput: () => {
      child.stdout!.destroy();
      child.stderr!.destroy();
    },
    exited,
    exit: () => exit,
  };
}
