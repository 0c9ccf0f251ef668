import { describe, expect, it } from 'vitest';
import {
  parseAllowedCpus,
  parseAvailableBytes,
  parseMachineCpu,
  parseProcessStat,
  parseResidentMemory,
  parseStallUs,
  parseSwappedPages,
} from './procfs.ts';

describe('procfs', () => {
  it('reads the stat of a process, whatever its name', () => {
    const stat = `4711 (a ) b (c) S 1 4711 4711 0 -1 4194304 900 0 0 0 1234 66 7 8 20 0 11 0 98765 1000000 2500 0\n`;
    expect(parseProcessStat(stat)).toEqual({ parentPid: 1, cpuSec: 13, startTicks: 98765 });
  });

  it('reads memory by kind', () => {
    const status =
      'Name:\tpostgres\nVmRSS:\t  30 kB\nRssAnon:\t    1024 kB\nRssFile:\t     512 kB\nRssShmem:\t   10240 kB\n';
    expect(parseResidentMemory(status)).toEqual({
      privateBytes: 1024 ** 2,
      sharedBytes: (512 + 10240) * 1024,
    });
  });

  it.each([
    ['0-3', [0, 1, 2, 3]],
    ['1', [1]],
    ['0,2-3,8', [0, 2, 3, 8]],
  ])('reads which cores a process may run on: %s', (list, cores) => {
    expect(parseAllowedCpus(`Name:\tk6\nCpus_allowed:\tf\nCpus_allowed_list:\t${list}\n`)).toEqual(cores);
  });

  it('returns null when the kernel does not list the cores', () =>
    expect(parseAllowedCpus('Name:\tk6\n')).toBeNull());

  it('reads a zombie as having no memory', () => {
    expect(parseResidentMemory('Name:\tdead\nState:\tZ (zombie)\n')).toEqual({
      privateBytes: 0,
      sharedBytes: 0,
    });
  });

  it('reads the CPU of the machine: waiting for a disk is idle time, stolen time is not, guest time counts once', () => {
    const stat = 'cpu  100 10 50 800 30 4 6 20 15 5\ncpu0 1 1 1 1 1 1 1 1 1 1\n';
    expect(parseMachineCpu(stat)).toEqual({ busy: 190, total: 1020 });
  });

  it('counts only the cores that we may use', () => {
    const stat = 'cpu  30 0 0 170 0\ncpu0 10 0 0 90 0\ncpu1 20 0 0 80 0\nintr 1\n';
    expect(parseMachineCpu(stat, [1])).toEqual({ busy: 20, total: 100 });
    expect(parseMachineCpu(stat, [0, 1])).toEqual({ busy: 30, total: 200 });
    expect(parseMachineCpu(stat, [7])).toEqual({ busy: 30, total: 200 });
  });

  it('reads the pages moved to and from swap, and 0 on a kernel without swap', () => {
    expect(parseSwappedPages('nr_free_pages 5\npswpin 30\npswpout 12\npswpinx 7\n')).toBe(42);
    expect(parseSwappedPages('nr_free_pages 5\n')).toBe(0);
  });

  it('reads for how long any task has waited', () => {
    const text =
      'some avg10=2.04 avg60=0.75 avg300=0.40 total=157622151\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n';
    expect(parseStallUs(text)).toBe(157_622_151);
    expect(() => parseStallUs('')).toThrow('no total');
  });

  it('reads the memory that is available', () => {
    expect(parseAvailableBytes('MemTotal:       100 kB\nMemAvailable:    40 kB\n')).toBe(40 * 1024);
    expect(() => parseAvailableBytes('MemTotal: 1 kB\n')).toThrow('MemAvailable');
  });
});
