import type { OnProgress } from '../run/progress.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import type { KnownServer } from './known-server/start.ts';
import type { Repeats } from './repeats.ts';

/** What every load of a calibration needs. */
export type Stage = {
  supervisor: Supervisor;
  /** path of the k6 program */
  k6: string;
  bundleFile: string;
  server: KnownServer;
  repeats: Repeats;
  /** where options, logs and results of the generators go */
  folder: string;
  signal: AbortSignal;
  onProgress: OnProgress;
};
