import type { Environment } from '../../harness/system/programs/programs.ts';
import type { Observe } from './observe.ts';

/** The load that a tool offers to the server. */
export type Offer = { connections: number; durationSec: number } & (
  | { model: 'open'; ratePerSec: number }
  | { model: 'closed' }
);

/** Whose data is read, with which token. */
export type User = [id: string, token: string];

export type Work = {
  baseUrl: string;
  users: readonly User[];
  /** for this measurement only; nobody else may read it */
  folder: string;
  /** bundled scripts of k6 */
  scripts: { alone: string; measured: string };
};

/** How a tool is run once. */
export type Command = {
  command: string;
  /** without tokens, because every user of the machine can read these */
  args: string[];
  env: Record<string, string>;
  /** text by path, written before the tool is started, readable by nobody else */
  files: Record<string, string>;
  /** what the tool writes, or what `afterwards` makes of it */
  resultFile: string;
  /** runs when the load is over, and is not measured */
  afterwards?: { command: string; args: string[] };
};

/** What a tool reports about its load. */
export type Reported = {
  requests: number;
  /** by the tool's own check */
  failed: number;
  /** Infinity, for a tool that counts failures as endlessly late */
  p95Ms: number;
  p99Ms: number;
};

export type Found = { path: string; version: string };

/**
 * A load generator. To add one, write a file like oha.ts and add it to the list in index.ts. Nothing here installs a tool: docs/k6.md
 * says how to get each.
 */
export type Tool = {
  name: string;
  /** what it verifies of each response, as far as it can */
  checks: 'nothing' | 'status' | 'status and a field';
  /** for a tool without a p95: the percentile that it reports instead */
  p95Is?: string;
  /** how long it sends before it counts times; the load is that much longer */
  warmUpSec?: number;
  find(env: Environment): Promise<Found | null>;
  /** null: it cannot offer this */
  commandFor(path: string, offer: Offer, work: Work): Command | null;
  parse(result: string): Reported;
  /** for a tool whose figures are recorded by this process; what it records is then the result */
  observe?: Observe;
};

/** Where each user reads. */
export function pathOf([id]: User): string {
  return `/students/${id}/sync`;
}

/** @throws Error if the tool's result is not what it is expected to be */
export function figure(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error(`The result has no ${what}`);
}
