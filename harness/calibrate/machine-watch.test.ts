import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineProblems } from './machine-problems.ts';
import { type CpuLook, cpuSecOfParts, lookAtCpu, machineUseOf } from './machine-watch.ts';

/** Consecutive seconds of two cores: how long the machine was busy in each, and how long our part was. */
function looks(...seconds: { busySec: number; oursSec: number; othersSec?: number }[]): CpuLook[] {
  const all: CpuLook[] = [
    {
      atMs: 0,
      machineBusySec: 0,
      machineTotalSec: 0,
      cpuSecByPid: new Map([[1, 0]]),
      othersSecByPid: new Map([[9, 0]]),
    },
  ];
  for (const { busySec, oursSec, othersSec = 0 } of seconds) {
    const last = all.at(-1)!;
    all.push({
      atMs: last.atMs + 1000,
      machineBusySec: last.machineBusySec + busySec,
      machineTotalSec: last.machineTotalSec + 2,
      cpuSecByPid: new Map([[1, last.cpuSecByPid.get(1)! + oursSec]]),
      othersSecByPid: new Map([[9, last.othersSecByPid.get(9)! + othersSec]]),
    });
  }
  return all;
}

describe('machineUseOf', () => {
  it('gives the share of the machine that others used, on average and in the worst second', () => {
    const seen = looks({ busySec: 1, oursSec: 1 }, { busySec: 2, oursSec: 1 }, { busySec: 1, oursSec: 1 });
    const use = machineUseOf(seen, 0, 3000);
    expect(use.utilization).toBeCloseTo(4 / 6, 10);
    expect(use.othersMean).toBeCloseTo(1 / 6, 10);
    expect(use.othersMost).toBeCloseTo(0.5, 10);
  });

  it("uses the other processes' own CPU time where the machine's ticks missed it", () => {
    const seen = looks({ busySec: 1, oursSec: 1, othersSec: 0.5 });
    expect(machineUseOf(seen, 0, 1000).othersMean).toBeCloseTo(0.25, 10);
  });

  it('considers only the requested time', () => {
    const seen = looks({ busySec: 2, oursSec: 0 }, { busySec: 1, oursSec: 1 }, { busySec: 1, oursSec: 1 });
    expect(machineUseOf(seen, 1000, 3000).othersMost).toBe(0);
  });

  it('has no figures without looks', () => {
    expect(machineUseOf([], 0, 1000)).toEqual({ utilization: null, othersMean: null, othersMost: null });
  });
});

describe('machineProblems', () => {
  it('finds others that take a tenth of the machine, or much of it for a second', () => {
    expect(machineProblems({ utilization: 1, othersMean: 0.09, othersMost: 0.29 })).toEqual([]);
    expect(machineProblems({ utilization: 1, othersMean: 0.11, othersMost: 0.2 })).toHaveLength(1);
    expect(machineProblems({ utilization: 1, othersMean: 0.05, othersMost: 0.4 })).toHaveLength(1);
    expect(machineProblems({ utilization: null, othersMean: null, othersMost: null })).toEqual([]);
  });
});

describe('cpuSecOfParts', () => {
  it('counts all the time of a part that began in between', () => {
    const [before, after] = looks({ busySec: 1, oursSec: 0.4 }) as [CpuLook, CpuLook];
    after.cpuSecByPid.set(2, 0.25);
    expect(cpuSecOfParts(before, after)).toBeCloseTo(0.65, 10);
  });
});

describe('lookAtCpu', () => {
  let procfs: string;
  beforeEach(async () => {
    procfs = await mkdtemp(join(tmpdir(), 'proofload-proc-'));
    await writeFile(join(procfs, 'stat'), 'cpu  100 0 50 800 50 0 0 10 0 0\ncpu0 1 1 1 1\n');
    await mkdir(join(procfs, '7'));
    await writeFile(join(procfs, '7', 'stat'), `7 (a b) S 1 ${'0 '.repeat(9)}30 12 ${'0 '.repeat(6)}99 0 0`);
  });
  afterEach(() => rm(procfs, { recursive: true }));

  it('reads the machine and the parts, including time stolen by the host, and skips a part that is gone', () => {
    const look = lookAtCpu(
      [
        { name: 'a', pid: 7 },
        { name: 'b', pid: 8 },
      ],
      procfs,
    )!;
    expect(look.machineBusySec).toBeCloseTo(1.6, 10);
    expect(look.machineTotalSec).toBeCloseTo(10.1, 10);
    expect([...look.cpuSecByPid]).toEqual([[7, 0.42]]);
    expect([...lookAtCpu([], procfs)!.othersSecByPid]).toEqual([[7, 0.42]]);
  });

  it('is null without /proc', () => {
    expect(lookAtCpu([], join(procfs, 'none'))).toBeNull();
  });
});
