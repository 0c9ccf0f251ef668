import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withRedis } from '../../harness/system/redis/redis-connection.ts';
import { sendSignal } from '../../harness/system/supervision/process-tree.ts';
import type { RunningCommand } from './command.ts';
import type { Victim } from './kinds.ts';
import type { RoundPlan } from './plan.ts';
import type { RoundProcess } from './processes.ts';

/** Size of each block that is written to fill the disk. */
const FILLING_BYTES = 64 * 1024;
const FILLER = '.filler';

export type Scene = {
  plan: RoundPlan;
  command: RunningCommand;
  runsFolder: string;
  /** all processes of the round, now */
  processes(): RoundProcess[];
};

const NO_PROCESSES: readonly Victim[] = ['disk', 'output', 'nobody'];

/** Whether the plan acts on processes. */
export function isAboutProcesses({ victim }: RoundPlan): boolean {
  return !NO_PROCESSES.includes(victim);
}

/** The existing processes that a plan acts on; empty if not all of its targets exist (yet). */
export function victimsOf(
  { victim, targets }: RoundPlan,
  processes: readonly RoundProcess[],
): RoundProcess[] {
  if (victim === 'everything') return [...processes];
  const hit = targets.flatMap((target) => {
    const alike = processes.filter(({ role }) => role === target);
    return target === 'nginx worker' || target === 'postgres backend' ? alike.slice(0, 1) : alike;
  });
  return new Set(hit.map(({ role }) => role)).size === targets.length ? hit : [];
}

/** Carries out the plan. Returns when it is done, and a pause is over. */
export async function carryOut(scene: Scene, victims: readonly RoundProcess[]): Promise<void> {
  const { plan, command, runsFolder } = scene;
  switch (plan.deed) {
    case 'nothing':
      return;
    case 'close':
      return command.closeOutput();
    case 'fill':
      return fill(runsFolder);
    case 'cut':
      return cut(plan, victims);
    case 'pause':
      return pause(plan, victims);
    default:
      for (const pid of halted(scene, victims)) sendSignal(pid, plan.deed);
  }
}

/** Stops several processes before they are ended, so that none sees another end, and none starts a new one meanwhile. */
function halted({ plan, processes }: Scene, victims: readonly RoundProcess[]): number[] {
  const halted = new Set<number>();
  for (let fresh = victims; fresh.length > 0; ) {
    for (const { pid } of fresh) {
      if (victims.length > 1) sendSignal(pid, 'SIGSTOP');
      halted.add(pid);
    }
    fresh = plan.victim === 'everything' ? processes().filter(({ pid }) => !halted.has(pid)) : [];
  }
  return [...halted];
}

async function pause({ pauseMs }: RoundPlan, victims: readonly RoundProcess[]): Promise<void> {
  for (const { pid } of victims) sendSignal(pid, 'SIGSTOP');
  try {
    await sleep(pauseMs);
  } finally {
    for (const { pid } of victims) sendSignal(pid, 'SIGCONT');
  }
}

async function cut({ victim }: RoundPlan, victims: readonly RoundProcess[]): Promise<void> {
  for (const { pid } of victims) {
    // On SIGTERM, a backend reports the end to its client and closes its connection.
    if (victim !== 'redis') sendSignal(pid, 'SIGTERM');
    else
      await withRedis(redisUrlOf(pid), (redis) =>
        redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
      );
  }
}

/** The URL of a Redis, from the configuration in its folder. */
function redisUrlOf(pid: number): string {
  const config = readFileSync(`/proc/${pid}/cwd/redis.conf`, 'utf8');
  const setting = (name: string) => new RegExp(`^${name} "?([^"\\s]+)`, 'm').exec(config)?.[1];
  return `redis://:${setting('requirepass')}@127.0.0.1:${setting('port')}`;
}

/** Takes all the free space. */
function fill(runsFolder: string): void {
  const descriptor = openSync(join(runsFolder, FILLER), 'w');
  try {
    for (const block = Buffer.alloc(FILLING_BYTES); ; ) writeSync(descriptor, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Gives the space back. */
export function unfill(runsFolder: string): void {
  rmSync(join(runsFolder, FILLER), { force: true });
}
