import { readFileSync } from 'node:fs';

/** What is alive in a k6 process after a collection, in bytes. */
export async function liveHeapBytes(generator: { pid: number }): Promise<number> {
  return Number(/# HeapAlloc = (\d+)/.exec(await goProfile(generator, 'heap?gc=1&debug=1'))![1]);
}

/** How often Go has collected garbage in a k6 process. */
export async function garbageCollections(generator: { pid: number }): Promise<number> {
  return Number(/# NumGC = (\d+)/.exec(await goProfile(generator, 'allocs?debug=1'))![1]);
}

/** A profile of Go's runtime, as text, from the API of a k6 that was started with --profiling-enabled. */
async function goProfile({ pid }: { pid: number }, profile: string): Promise<string> {
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const address = args[args.indexOf('--address') + 1];
  const response = await fetch(`http://${address}/debug/pprof/${profile}`);
  return response.text();
}
