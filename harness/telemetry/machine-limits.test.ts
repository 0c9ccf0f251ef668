import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMachineSampler } from './machine.ts';
import { readMachineLimits } from './machine-limits.ts';

const MIB = 1024 ** 2;
const HOST = {
  'proc/meminfo': 'MemTotal: 24000000 kB\nMemFree: 1 kB\nMemAvailable: 20000000 kB\n',
  'proc/self/status': 'Name:\tnode\nCpus_allowed_list:\t0-3\n',
};
const HOST_BYTES = 24_000_000 * 1024;
const V2 = '31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
const V1 = [
  '33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct',
  '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
  '41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
].join('\n');

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'proofload-limits-'));
});
afterEach(() => rm(root, { recursive: true }));

async function machineOf(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries({ ...HOST, ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

describe('our share of a machine', () => {
  it('is the whole machine without control groups', async () => {
    await machineOf({});
    expect(readMachineLimits(root)).toEqual({
      cores: 4,
      allowedCpus: [0, 1, 2, 3],
      memoryBytes: HOST_BYTES,
      availableBytes: 20_000_000 * 1024,
      cpuQuota: null,
    });
  });

  it('is the least that the group and all its parents allow, in version 2', async () => {
    await machineOf({
      'proc/self/cgroup': '0::/jobs/one\n',
      'proc/self/mountinfo': V2,
      'sys/fs/cgroup/jobs/one/memory.max': 'max\n',
      'sys/fs/cgroup/jobs/one/memory.high': `${1600 * MIB}\n`,
      'sys/fs/cgroup/jobs/one/memory.current': `${100 * MIB}\n`,
      'sys/fs/cgroup/jobs/one/cpu.max': '300000 100000\n',
      'sys/fs/cgroup/jobs/memory.max': `${1400 * MIB}\n`,
      'sys/fs/cgroup/jobs/memory.current': `${700 * MIB}\n`,
      'sys/fs/cgroup/jobs/memory.stat': `anon 1\ninactive_file ${200 * MIB}\n`,
      'sys/fs/cgroup/jobs/cpu.max': '150000 100000\n',
    });
    expect(readMachineLimits(root)).toMatchObject({
      cores: 1.5,
      memoryBytes: 1400 * MIB,
      availableBytes: 900 * MIB,
      cpuQuota: { cores: 1.5, version: 2, folder: join(root, 'sys/fs/cgroup/jobs') },
    });
  });

  it('is not assumed to be everything when a limit exists but cannot be read', async () => {
    await machineOf({
      'proc/self/cgroup': '0::/run\n',
      'proc/self/mountinfo': V2,
      'sys/fs/cgroup/run/memory.max/a-folder-in-its-place': '',
    });
    expect(() => readMachineLimits(root)).toThrow(/EISDIR/);
  });

  it('is the same in version 1, where every controller has its own groups', async () => {
    await machineOf({
      'proc/self/cgroup': '4:memory:/docker/a\n1:cpu,cpuacct:/docker\n0::/\n',
      'proc/self/mountinfo': V1,
      'sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes': '9223372036854771712\n',
      'sys/fs/cgroup/memory/docker/memory.limit_in_bytes': `${1400 * MIB}\n`,
      'sys/fs/cgroup/memory/docker/memory.usage_in_bytes': `${500 * MIB}\n`,
      'sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_quota_us': '50000\n',
      'sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
    });
    expect(readMachineLimits(root)).toMatchObject({
      cores: 0.5,
      memoryBytes: 1400 * MIB,
      availableBytes: 900 * MIB,
    });
  });

  it('is found in a container where only its own group is mounted', async () => {
    await machineOf({
      'proc/self/cgroup': '4:memory:/docker/a\n0::/../other\n',
      'proc/self/mountinfo': [
        '35 31 0:32 /docker/a /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
        '36 31 0:33 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
      ].join('\n'),
      'sys/fs/cgroup/memory/memory.limit_in_bytes': `${2000 * MIB}\n`,
      'sys/fs/cgroup/unified/memory.max': `${1800 * MIB}\n`,
    });
    expect(readMachineLimits(root).memoryBytes).toBe(1800 * MIB);
  });

  it('is the cores that CPU affinity leaves, if the quota is looser', async () => {
    await machineOf({
      'proc/self/status': 'Cpus_allowed_list:\t2\n',
      'proc/self/cgroup': '0::/\n',
      'proc/self/mountinfo': V2,
      'sys/fs/cgroup/cpu.max': '200000 100000\n',
    });
    expect(readMachineLimits(root)).toMatchObject({ cores: 1, allowedCpus: [2], cpuQuota: null });
  });
});

describe('the use of a machine when only a part is ours', () => {
  const stat = (ofCpu2: string, ofAll: string) => `cpu  ${ofAll}\ncpu1 0 0 0 9 0\ncpu2 ${ofCpu2}\n`;
  const idleHost = { 'proc/vmstat': 'pswpin 0\n', 'proc/self/cgroup': '0::/\n', 'proc/self/mountinfo': V2 };
  let atMs = 0;
  const sampler = () => createMachineSampler({ root, elapsedMs: () => atMs });

  it.skipIf(process.platform !== 'linux')('is that of its cores', async () => {
    const files = { ...idleHost, 'proc/self/status': 'Cpus_allowed_list:\t2\n' };
    const machine = sampler();
    await machineOf({ ...files, 'proc/stat': stat('0 0 0 0 0', '0 0 0 0 0') });
    await machine.sample();
    await machineOf({ ...files, 'proc/stat': stat('90 0 0 10 0', '90 0 0 6310 0') });
    expect((await machine.sample())!.cpuUtilization).toBeCloseTo(0.9, 10);
  });

  it.skipIf(process.platform !== 'linux').each([
    ['by the time used', 'usage_usec 0\n', 'usage_usec 490000\n', 0.98],
    ['by the periods cut short', 'nr_periods 0\nnr_throttled 0\n', 'nr_periods 10\nnr_throttled 7\n', 0.7],
  ])('is that of its quota, %s', async (_by, first, second, utilization) => {
    const files = {
      ...idleHost,
      'sys/fs/cgroup/cpu.max': '50000 100000\n',
      'sys/fs/cgroup/memory.max': `${1400 * MIB}\n`,
      'sys/fs/cgroup/memory.current': `${1300 * MIB}\n`,
    };
    const machine = sampler();
    await machineOf({ ...files, 'proc/stat': stat('', '0 0 0 0 0'), 'sys/fs/cgroup/cpu.stat': first });
    atMs = 0;
    await machine.sample();
    await machineOf({ ...files, 'proc/stat': stat('', '49 0 0 351 0'), 'sys/fs/cgroup/cpu.stat': second });
    atMs = 1000;
    const seen = (await machine.sample())!;
    expect(seen.cpuUtilization).toBeCloseTo(utilization, 10);
    expect(seen.availableBytes).toBe(100 * MIB);
  });
});
