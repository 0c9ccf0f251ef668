import { describe, expect, it } from 'vitest';
import { parseAvailableBytes, parseMachineCpu, parseProcessStat, parseResidentMemory } from './procfs.ts';

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

  it('reads no memory of a zombie', () => {
    expect(parseResidentMemory('Name:\tdead\nState:\tZ (zombie)\n')).toEqual({
      privateBytes: 0,
      sharedBytes: 0,
    });
  });

  it('reads the CPU of the machine: waiting for a disk is idle, stolen time is not, guest time counts once', () => {
    const stat = 'cpu  100 10 50 800 30 4 6 20 15 5\ncpu0 1 1 1 1 1 1 1 1 1 1\n';
    expect(parseMachineCpu(stat)).toEqual({ busy: 190, total: 1020 });
  });

  it('reads the memory that is available', () => {
    expect(parseAvailableBytes('MemTotal:       100 kB\nMemAvailable:    40 kB\n')).toBe(40 * 1024);
    expect(() => parseAvailableBytes('MemTotal: 1 kB\n')).toThrow('MemAvailable');
  });
});
