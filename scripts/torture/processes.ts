import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, sep } from 'node:path';
import type { Victim } from './kinds.ts';

/** Environment variable with the round's id, set for everything that a round starts. */
export const ROUND_VARIABLE = 'PROOFLOAD_TORTURE_ROUND';

export type RoundProcess = {
  pid: number;
  parentPid: number;
  /** arguments, the program first; a single string if the program has set its own title */
  args: string[];
  env: Record<string, string>;
  role: Victim | null;
};

/** How the processes of a round are recognized: by its id in their environment, or by its folder. */
export type RoundMark = { id: string; folder: string };

/**
 * The running processes of a round, from Linux's /proc. Parts have their own environments, but each writes its output to a log
 * in the round's folder, and so do its children. Zombies are left out.
 */
export function processesOf(mark: RoundMark): RoundProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => readProcess(Number(pid), mark) ?? []);
}

function readProcess(pid: number, mark: RoundMark): RoundProcess | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parentPid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return null;
    const env = parseEnvironment(readFileSync(`/proc/${pid}/environ`, 'utf8'));
    const isMarked = env[ROUND_VARIABLE] === mark.id;
    const places = isMarked ? [] : ['cwd', 'fd/1', 'fd/2'].map((link) => readLink(`/proc/${pid}/${link}`));
    if (!isMarked && !places.some((place) => isBelow(place, mark.folder))) return null;
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    return { pid, parentPid: Number(parentPid), args, env, role: roleOf(args, env) };
  } catch {
    return null; // it has ended in the meantime, or belongs to another user
  }
}

function isBelow(place: string | null, folder: string): boolean {
  return place !== null && (place === folder || place.startsWith(folder + sep));
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function parseEnvironment(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\0').flatMap((line) => {
      const at = line.indexOf('=');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    }),
  );
}

/** Which victim a process is, by its arguments and environment; null if it is none that can be hit by name. */
export function roleOf(args: readonly string[], env: Readonly<Record<string, string>>): Victim | null {
  const [program = ''] = args;
  const runs = (file: string) => args.some((arg) => arg.endsWith(file));
  if (runs('/scripts/run.mjs')) return 'launcher';
  if (runs('/harness/cli/main.ts')) return 'harness';
  if (runs('/harness/system/supervision/guardian.ts')) return 'guardian';
  if (runs('/reference-server/server.ts')) return (env.SERVER_NAME ?? null) as Victim | null;
  if (basename(program) === 'k6') return 'k6';
  if (program.startsWith('nginx: worker process')) return 'nginx worker';
  if (program.startsWith('nginx: master process')) return 'nginx';
  if (program.startsWith('postgres: checkpointer')) return 'postgres checkpointer';
  if (/^postgres: \S+ \S+ \S+\(\d+\)/.test(program)) return 'postgres backend';
  if (basename(program) === 'postgres' && args.includes('-D')) return 'postgres';
  if (/(^|\/)redis-server/.test(program)) return 'redis';
  return null;
}

/** A process in a few words, e.g. `nginx worker (pid 4711)`. */
export function describeProcess({ pid, args, role }: RoundProcess): string {
  return `${role ?? args.join(' ').slice(0, 60)} (pid ${pid})`;
}
