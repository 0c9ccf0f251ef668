import type { DataCheck, Run } from '../../harness/model/run.ts';
import type { Verdict } from '../../harness/model/verdict.ts';
import type { Exit } from '../../harness/system/supervision/supervisor.ts';

/** What was observed in and after a round. */
export type Observed = {
  /** whether the victim existed and the deed was done */
  isDone: boolean;
  /** how the command ended; null if it did not, and was killed after Limits.runMs */
  exit: Exit | null;
  /** what the command printed */
  output: string;
  /** what the commands after it printed: `runs`, and `report` for a run without a verdict */
  afterwards: string;
  left: {
    processes: string[];
    ports: string[];
    sharedMemory: string[];
    /** what is in the temporary folder after the next command */
    temporary: string[];
    /** files of the run folder that hold a session token, or the world file itself */
    secrets: string[];
    /** connections to the database that outlives the run */
    connections: number;
  };
  /** checks of acknowledged writes in the database that outlives the run; null if there is none */
  writes: DataCheck[] | null;
  /** run.json after the next command; null if the run has no folder */
  run: Run | null;
  /** the verdict after the next commands */
  verdict: Verdict | null;
  durationMs: number;
};

/** The longest wait for the end of a run, for its processes, and for a command after it. */
export type Limits = { runMs: number; goneMs: number; nextCommandMs: number };

export const LIMITS: Limits = {
  /** a whole run takes half a minute; one that waits for something gives up within two minutes */
  runMs: 180_000,
  /** a run whose launcher was killed stops its parts and is judged before it ends */
  goneMs: 45_000,
  nextCommandMs: 60_000,
};
