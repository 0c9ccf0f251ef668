import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { MachineLimits } from './machine-limits.ts';

const LIMIT_BYTES = 1400 * 1024 ** 2;
const LOOK = `
  const { readMachineLimits } = await import('${join(import.meta.dirname, 'machine-limits.ts')}');
  console.log(JSON.stringify(readMachineLimits()));`;

type Group = { parent: string; files: Record<string, string> };

/** Candidates for a control group with a limit, by controller and version. */
const MEMORY: Group[] = [
  { parent: '/sys/fs/cgroup/memory', files: { 'memory.limit_in_bytes': String(LIMIT_BYTES) } },
  { parent: '/sys/fs/cgroup', files: { 'memory.max': String(LIMIT_BYTES) } },
];
const CPU: Group[] = [
  { parent: '/sys/fs/cgroup/cpu', files: { 'cpu.cfs_quota_us': '50000', 'cpu.cfs_period_us': '100000' } },
  { parent: '/sys/fs/cgroup', files: { 'cpu.max': '50000 100000' } },
];

/** Makes the first of these groups that can be made; null if none can. */
function makeGroup(candidates: Group[]): string | null {
  for (const { parent, files } of candidates) {
    const folder = join(parent, `proofload-test-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    try {
      for (const [name, text] of Object.entries(files))
        writeFileSync(join(folder, name), text, { flag: 'r+' });
      return folder;
    } catch {
      rmdirSync(folder); // its controller belongs to another hierarchy
    }
  }
  return null;
}

function limitsWithin(group: string): MachineLimits {
  const enter = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"';
  const command = [process.execPath, '--input-type=module', '--eval', LOOK];
  return JSON.parse(
    execFileSync('sh', ['-c', enter, 'sh', group, ...command], { encoding: 'utf8' }),
  ) as MachineLimits;
}

it('sees the memory limit of a real control group', ({ skip }) => {
  const group = makeGroup(MEMORY);
  skip(group === null, 'no control group can be made here');
  try {
    const { memoryBytes, availableBytes } = limitsWithin(group!);
    expect(memoryBytes).toBe(LIMIT_BYTES);
    expect(availableBytes).toBeLessThan(LIMIT_BYTES);
    expect(availableBytes).toBeGreaterThan(LIMIT_BYTES / 2);
  } finally {
    rmdirSync(group!);
  }
});

it('sees the cores of a real CPU quota', ({ skip }) => {
  const group = makeGroup(CPU);
  skip(group === null, 'no control group can be made here');
  try {
    expect(limitsWithin(group!)).toMatchObject({ cores: 0.5, cpuQuota: { cores: 0.5 } });
  } finally {
    rmdirSync(group!);
  }
});

it.runIf(process.platform === 'linux')('sees the core that CPU affinity leaves', () => {
  const command = ['-c', '0', process.execPath, '--input-type=module', '--eval', LOOK];
  expect(JSON.parse(execFileSync('taskset', command, { encoding: 'utf8' }))).toMatchObject({
    cores: 1,
    allowedCpus: [0],
  });
});
