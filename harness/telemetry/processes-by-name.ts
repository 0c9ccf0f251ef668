import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { readIfThere } from '../store/disk.ts';
import type { Part } from './processes.ts';
import { parseProcessStat } from './procfs.ts';

/** What the kernel keeps of a program's name. */
const NAME_LENGTH = 15;

/**
 * The processes of this machine that run a program of one of these names: "postgres", or "server.js" for what an interpreter runs. Those of
 * one name are a single part. This process, those that started it, and those that it started are none of them. Empty on systems other than
 * Linux.
 */
export function processesByName(names: readonly string[], ownPid = process.pid, procfs = '/proc'): Part[] {
  if (names.length === 0 || process.platform !== 'linux') return [];
  const all = new Map<number, { parentPid: number; words: string[] }>();
  for (const entry of readdirSync(procfs)) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? readIfThere(`${procfs}/${pid}/stat`) : null;
    if (stat !== null) all.set(pid, { ...parseProcessStat(stat), words: wordsOf(pid, stat, procfs) });
  }
  const lineOf = (pid: number): number[] => {
    const parent = all.get(pid)?.parentPid;
    return parent === undefined ? [pid] : [pid, ...lineOf(parent)];
  };
  const ancestors = new Set(lineOf(ownPid));
  return [...all].flatMap(([pid, { words }]) => {
    const name = names.find((each) => words.includes(each) || words.includes(each.slice(0, NAME_LENGTH)));
    return name === undefined || ancestors.has(pid) || lineOf(pid).includes(ownPid) ? [] : [{ name, pid }];
  });
}

/** The kernel's name of the program, and the first two words of its command line: "/usr/bin/node /app/server.js" is "node" and "server.js". */
function wordsOf(pid: number, stat: string, procfs: string): string[] {
  const command = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  const words = (readIfThere(`${procfs}/${pid}/cmdline`) ?? '').split('\0').slice(0, 2);
  return [command, ...words.map((word) => basename(word.split(':')[0]!))];
}
