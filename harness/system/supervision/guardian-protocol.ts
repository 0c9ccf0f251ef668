/** The IPC messages between the supervisor (in the harness) and its guardian (a child process). */

/** One program to run as part of the system under test or of the load. */
export type PartSpec = {
  /** unique among the parts that run at the same time, e.g. "server-2" */
  name: string;
  /**
   * `service` runs until it is stopped: if it ends by itself, the run has lost a part.
   * `task` ends by itself, as initdb and k6 do: its exit is only reported by `RunningProgram.exited`.
   */
  lifetime: 'service' | 'task';
  command: string;
  /** other users can read these: secrets go into `env` or a file */
  args: string[];
  /** the whole environment: nothing is inherited */
  env: Record<string, string>;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** added to the harness's own: below 0 it gets the CPU before others, above 0 after them. Below 0 needs a privilege */
  niceness?: number;
  /** stdout and stderr are appended to this file */
  logFile: string;
  /** asks the part to end; after stopTimeoutMs it is killed */
  stopSignal: NodeJS.Signals;
  stopTimeoutMs: number;
};

/** How a process ended: exactly one of the two is not null. */
export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type ToGuardian =
  | { kind: 'spawn'; id: number; spec: PartSpec }
  | { kind: 'make-folder'; id: number }
  | { kind: 'signal'; id: number; signal: NodeJS.Signals }
  | { kind: 'finish' };

export type FromGuardian =
  | { kind: 'ready' }
  | { kind: 'spawned'; id: number; pid: number }
  | { kind: 'folder-made'; id: number; folder: string }
  /** `isOfProgram`: the program could not be executed; otherwise something around it failed */
  | {
      kind: 'failed';
      id: number;
      code: string | null;
      syscall: string | null;
      message: string;
      isOfProgram: boolean;
    }
  | { kind: 'exited'; id: number; exit: Exit }
  /** the guardian was ended, and now ends its parts */
  | { kind: 'ending'; exit: Exit }
  /** `survivors`: processes that not even SIGKILL ended in time */
  | { kind: 'finished'; survivors: number[] };
