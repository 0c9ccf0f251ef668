import { TICKS_PER_SEC } from '../../harness/telemetry/procfs.ts';

/**
 * Runs a program and then records its CPU time: `sh -c SHELL sh <program> <argument>...`, with the file to write in CPU_FILE. The kernel
 * adds up the time of a child when its parent has waited for it, so nothing is missed, however short-lived the program's own children are.
 */
export const SHELL = '"$@"; code=$?; cat /proc/$$/stat > "$CPU_FILE"; exit $code';

/**
 * User and system time of all children that a process has waited for, and of theirs. Source: proc_pid_stat(5), fields 16 and 17, cutime
 * and cstime.
 */
export function parseChildrenCpuSec(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return (field(16) + field(17)) / TICKS_PER_SEC;
}
