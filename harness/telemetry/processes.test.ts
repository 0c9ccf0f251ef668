import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProcessSampler, type Part } from './processes.ts';

let procfs: string;
let nowMs: number;

beforeEach(async () => {
  procfs = await mkdtemp(join(tmpdir(), 'proofload-procfs-'));
  nowMs = 0;
});
afterEach(() => rm(procfs, { recursive: true }));

type Fake = {
  parent?: number;
  cpuTicks: number;
  startTicks?: number;
  anonKb?: number;
  shmemKb?: number;
  openFiles?: number;
  commandLine?: string;
};

async function put(
  pid: number,
  { parent = 1, cpuTicks, startTicks = 1, anonKb = 0, shmemKb = 0, openFiles = 0, commandLine = '' }: Fake,
) {
  const folder = join(procfs, String(pid));
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'fd'), { recursive: true });
  await writeFile(
    join(folder, 'stat'),
    `${pid} (x) S ${parent} 0 0 0 0 0 0 0 0 0 ${cpuTicks} 0 0 0 20 0 1 0 ${startTicks} 0 0\n`,
  );
  await writeFile(join(folder, 'cmdline'), commandLine);
  await writeFile(
    join(folder, 'status'),
    `RssAnon:\t${anonKb} kB\nRssFile:\t0 kB\nRssShmem:\t${shmemKb} kB\n`,
  );
  for (let fd = 0; fd < openFiles; fd++) await writeFile(join(folder, 'fd', String(fd)), '');
}

function samplerOf(...parts: Part[]) {
  const sampler = createProcessSampler({ parts: () => parts, procfs, elapsedMs: () => nowMs });
  return async () => {
    nowMs += 1000;
    return sampler.sample();
  };
}

describe.skipIf(process.platform !== 'linux')('createProcessSampler', () => {
  it('sums a part and its descendants', async () => {
    const look = samplerOf({ name: 'postgres', pid: 10 });
    await put(10, { cpuTicks: 100 });
    await put(11, { parent: 10, cpuTicks: 1000, anonKb: 3, shmemKb: 100 });
    await put(12, { parent: 11, cpuTicks: 0, anonKb: 4, shmemKb: 200 });
    await put(13, { parent: 1, cpuTicks: 0 });
    expect(await look()).toBeNull();
    await put(10, { cpuTicks: 110, openFiles: 3 });
    await put(11, { parent: 10, cpuTicks: 1050, anonKb: 3, shmemKb: 100 });
    await put(12, { parent: 11, cpuTicks: 30, anonKb: 4, shmemKb: 200 });
    await put(13, { parent: 1, cpuTicks: 99 });
    expect(await look()).toEqual([
      {
        name: 'postgres',
        cpuCores: expect.closeTo(0.9),
        busiestCpuCores: expect.closeTo(0.5),
        residentBytes: (3 + 4 + 200) * 1024,
        openFiles: null,
      },
    ]);
  });

  it('counts open files every fifth time', async () => {
    const look = samplerOf({ name: 'k6', pid: 10 });
    await put(10, { cpuTicks: 0, openFiles: 3 });
    await put(11, { parent: 10, cpuTicks: 0, openFiles: 4 });
    const counted: unknown[] = [];
    for (let i = 0; i < 12; i++) counted.push((await look())?.[0]?.openFiles);
    expect(counted).toEqual([undefined, null, null, null, null, 7, null, null, null, null, 7, null]);
  });

  it('counts a part below another part once', async () => {
    const look = samplerOf({ name: 'harness', pid: 10 }, { name: 'redis', pid: 12 });
    await put(10, { cpuTicks: 0 });
    await put(11, { parent: 10, cpuTicks: 0 });
    await put(12, { parent: 11, cpuTicks: 0 });
    await put(13, { parent: 12, cpuTicks: 0 });
    await look();
    await put(10, { cpuTicks: 1 });
    await put(11, { parent: 10, cpuTicks: 2 });
    await put(12, { parent: 11, cpuTicks: 40 });
    await put(13, { parent: 12, cpuTicks: 80 });
    expect((await look())?.map(({ name, cpuCores }) => [name, cpuCores])).toEqual([
      ['harness', expect.closeTo(0.03)],
      ['redis', expect.closeTo(1.2)],
    ]);
  });

  it('is neither negative nor a spike when a descendant comes and goes', async () => {
    const look = samplerOf({ name: 'postgres', pid: 10 });
    await put(10, { cpuTicks: 0 });
    await put(11, { parent: 10, cpuTicks: 5000 });
    await look();
    await rm(join(procfs, '11'), { recursive: true });
    await put(12, { parent: 10, cpuTicks: 20 });
    expect((await look())?.[0]?.cpuCores).toBeCloseTo(0.2);
    await rm(join(procfs, '12'), { recursive: true });
    expect((await look())?.[0]?.cpuCores).toBe(0);
  });

  it('distinguishes a process from an earlier one with the same pid', async () => {
    const look = samplerOf({ name: 'server-1', pid: 10 });
    await put(10, { cpuTicks: 100, startTicks: 1 });
    await look();
    await put(10, { cpuTicks: 130, startTicks: 5000 });
    expect((await look())?.[0]?.cpuCores).toBeCloseTo(1.3);
  });

  it('reports how many cores a part limits itself to', async () => {
    const look = samplerOf({ name: 'k6', pid: 10, coresAllowed: 1 });
    await put(10, { cpuTicks: 0 });
    await look();
    expect((await look())?.[0]?.coresAllowed).toBe(1);
  });

  it('lists the workers of a part, by pid and start, and neither other children nor those of other parts', async () => {
    const look = samplerOf(
      { name: 'nginx', pid: 10, workersTitle: 'nginx: worker' },
      { name: 'postgres', pid: 20 },
    );
    await put(10, { cpuTicks: 0, startTicks: 7 });
    const worker = { parent: 10, cpuTicks: 0, commandLine: 'nginx: worker process' };
    await put(11, { ...worker, startTicks: 8 });
    await put(12, { ...worker, startTicks: 9 });
    await put(13, { parent: 12, cpuTicks: 0 });
    await put(14, { parent: 10, cpuTicks: 0, commandLine: 'nginx: cache loader process' });
    await put(20, { cpuTicks: 0 });
    await put(21, { parent: 20, cpuTicks: 0 });
    await look();
    expect((await look())?.map(({ identity }) => identity)).toEqual([
      { instance: '10@7', workers: ['11@8', '12@9'] },
      undefined,
    ]);
  });

  it('leaves out a part that is not alive, and does not count the past of a newly named one', async () => {
    const parts: Part[] = [{ name: 'server-1', pid: 10 }];
    const look = samplerOf(...parts);
    await put(11, { cpuTicks: 9000 });
    const lookLater = createProcessSampler({ parts: () => parts, procfs, elapsedMs: () => nowMs });
    await look();
    await lookLater.sample();
    expect(await look()).toEqual([]);
    parts.push({ name: 'k6-1', pid: 11 });
    await put(11, { cpuTicks: 9050 });
    expect((await lookLater.sample())?.map(({ name, cpuCores }) => [name, cpuCores])).toEqual([
      ['k6-1', expect.closeTo(0.5)],
    ]);
  });
});
