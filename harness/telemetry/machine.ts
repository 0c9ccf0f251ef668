import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import type { MachineSecond } from '../model/timeline.ts';
import { type MachineCpu, parseAvailableBytes, parseMachineCpu } from './procfs.ts';
import type { OnProblem, Sampler } from './sampler.ts';

/**
 * CPU, memory and load of the machine the harness runs on. On other systems than Linux it sees nothing, and says so
 * once.
 */
export function createMachineSampler({ onProblem }: { onProblem?: OnProblem } = {}): Sampler<MachineSecond> {
  let before: MachineCpu | null = null;
  if (process.platform !== 'linux') {
    onProblem?.('machine', new Error('CPU and memory are read from /proc, which only Linux has.'));
    return { sample: async () => null };
  }
  return {
    async sample() {
      const [stat, meminfo] = await Promise.all([
        readFile('/proc/stat', 'utf8'),
        readFile('/proc/meminfo', 'utf8'),
      ]);
      const now = parseMachineCpu(stat);
      const last = before;
      before = now;
      if (!last || now.total <= last.total) return null;
      return {
        cpuUtilization: Math.min(1, Math.max(0, (now.busy - last.busy) / (now.total - last.total))),
        availableBytes: parseAvailableBytes(meminfo),
        load1: loadavg()[0]!,
      };
    },
  };
}
