import { readFileSync } from 'node:fs';

/** What is alive in a k6 process after a collection, in bytes, from the profiler of its API. */
export async function liveHeapBytes({ pid }: { pid: number }): Promise<number> {
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const address = args[args.indexOf('--address') + 1];
  const profile = await fetch(`http://${address}/debug/pprof/heap?gc=1&debug=1`);
  return Number(/# HeapAlloc = (\d+)/.exec(await profile.text())![1]);
}
