import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listProcesses, membersOf } from '../supervision/process-tree.ts';
import { type PartSpec, Supervisor } from '../supervision/supervisor.ts';
import type { UnexpectedExit } from '../supervision/unexpected-exit.ts';

export const STAND_IN_SERVER = join(import.meta.dirname, 'stand-in-server.ts');

export type Fixture = {
  folder: string;
  supervisor: Supervisor;
  unexpectedExits: UnexpectedExit[];
  /** a part that runs a line of shell */
  shell(script: string, spec?: Partial<PartSpec>): PartSpec;
  /** stops everything and returns the processes that are left, which should be none */
  end(): Promise<number[]>;
};

/** A supervisor with a folder of its own, for one test. */
export async function startFixture(workFolderRoot?: string): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-topology-'));
  const logFile = join(folder, 'logs', 'guardian.log');
  const supervisor = await Supervisor.start({ logFile, ...(workFolderRoot ? { workFolderRoot } : {}) });
  const unexpectedExits: UnexpectedExit[] = [];
  supervisor.onUnexpectedExit((exit) => unexpectedExits.push(exit));
  return {
    folder,
    supervisor,
    unexpectedExits,
    shell: (script, spec = {}) => ({
      name: 'shell',
      lifetime: 'service',
      command: '/bin/sh',
      args: ['-c', script],
      env: {},
      logFile: join(folder, 'logs', `${spec.name ?? 'shell'}.log`),
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 5_000,
      ...spec,
    }),
    end: async () => {
      await supervisor.stopAll();
      const left = leftOvers(await readFile(logFile, 'utf8').catch(() => ''));
      await rm(folder, { recursive: true, force: true });
      return left;
    },
  };
}

/** The running processes of the parts that this guardian's log names. */
export function leftOvers(guardianLog: string): number[] {
  const started = [...guardianLog.matchAll(/\(pid (\d+)\) started/g)].map(([, pid]) => Number(pid));
  return membersOf(started, [], listProcesses());
}

/** Whether a process is halted by SIGSTOP; see proc(5). Linux only. */
export function isPaused(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

/** Whether a process runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  return listProcesses().some((process) => process.pid === pid);
}
