import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GeneratorPart } from '../harness/load/k6/drive.ts';
import { liveHeapBytes } from '../harness/load/k6/testing/go-profile.ts';
import type { PlannedLoad } from '../harness/model/load.ts';
import type { findK6 } from '../harness/system/programs/programs.ts';
import { parseProcessStat } from '../harness/telemetry/procfs.ts';
import type { Bench } from './benchmark.ts';
import type { Spread } from './spread.ts';
import { spread } from './spread.ts';
import { type Client, offer, startWholeSystem, type WholeSystem } from './whole-system.ts';

const WARM_UP_MS = 4_000;
const STEADY_MS = 12_000;
const THINK_TIME_MS = 4_000;

/** The cost of k6 with one of our scenarios: CPU per request of an open load, and live memory per user of a closed load. */
export const generator = {
  name: 'generator',
  description: 'CPU of k6 for a request of the mix in an open load, and its live heap for a virtual user',
  measure,
};

/** A checkout of the project, with its scenario bundled and driven by its own code, in its own k6. */
type Checkout = { name: string; client: Client };

export type GeneratorCost = { checkout: string; cpuUsPerRequest: Spread; heapKbPerUser: Spread };

export type GeneratorOptions = {
  ratePerSec: number;
  users: number;
  rounds: number;
  /** folder of another checkout that is set up, to measure in the same run */
  before: string | null;
};

async function measure(bench: Bench, options: GeneratorOptions): Promise<GeneratorCost[]> {
  const here = join(import.meta.dirname, '..');
  const checkouts = [await checkoutAt(here, 'this code', bench.folder)];
  if (options.before) checkouts.unshift(await checkoutAt(options.before, 'before', bench.folder));
  const whole = await startWholeSystem(bench);
  const measured = new Map(
    checkouts.map(({ name }) => [name, { cpu: [] as number[], heap: [] as number[] }]),
  );
  try {
    for (let round = 0; round < options.rounds; round++) {
      for (const checkout of round % 2 === 0 ? checkouts : checkouts.toReversed()) {
        const cpu = await cpuUsPerRequest(whole, checkout.client, options.ratePerSec);
        const heap = await heapKbPerUser(whole, checkout.client, options.users);
        bench.log(`  ${checkout.name}: ${cpu.toFixed(0)} us a request, ${heap.toFixed(0)} KB a user`);
        measured.get(checkout.name)!.cpu.push(cpu);
        measured.get(checkout.name)!.heap.push(heap);
      }
    }
  } finally {
    await whole.system.stop();
  }
  return [...measured].map(([checkout, { cpu, heap }]) => ({
    checkout,
    cpuUsPerRequest: spread(cpu),
    heapKbPerUser: spread(heap),
  }));
}

async function checkoutAt(folder: string, name: string, workFolder: string): Promise<Checkout> {
  const [{ driveLoad }, { bundleScenario }, programs] = await Promise.all([
    import(join(folder, 'harness/load/k6/drive.ts')),
    import(join(folder, 'harness/load/k6/bundle.ts')),
    import(join(folder, 'harness/system/programs/programs.ts')) as Promise<{
      findK6: typeof findK6;
    }>,
  ]);
  const bundleFile = join(workFolder, `scenario of ${name}.js`);
  await bundleScenario(join(folder, 'scenarios/tvet-connect/journeys.ts'), bundleFile);
  return { name, client: { k6: (await programs.findK6({})).path, bundleFile, driveLoad } };
}

/** From the kernel's count of the process's CPU time, over the steady phase. */
async function cpuUsPerRequest(
  whole: WholeSystem,
  client: Client,
  arrivalRatePerSec: number,
): Promise<number> {
  let cpuSec = 0;
  const load = loadOf({ model: 'open', arrivalRatePerSec });
  const meanwhile = async ([generator]: GeneratorPart[]) => {
    const { pid } = generator!;
    await sleep(WARM_UP_MS);
    const before = cpuSecOf(pid);
    await sleep(STEADY_MS);
    cpuSec = cpuSecOf(pid) - before;
  };
  const { seconds } = await offer(whole, client, load, { meanwhile });
  const requests = seconds.reduce((sum, { client: reported }) => sum + (reported?.correct ?? 0), 0);
  const due = (arrivalRatePerSec * (WARM_UP_MS + STEADY_MS)) / 1000;
  if (requests < 0.99 * due) throw new Error(`only ${requests} of ${due} requests were answered correctly`);
  return (cpuSec * 1e9) / (arrivalRatePerSec * STEADY_MS);
}

/** The live heap after a garbage collection, once each user has sent a few requests, minus that of a k6 with ten users, per user. */
async function heapKbPerUser(whole: WholeSystem, client: Client, users: number): Promise<number> {
  const heapBytes = async (count: number) => {
    let bytes = 0;
    const load = loadOf({ model: 'closed', users: count, thinkTimeMs: THINK_TIME_MS });
    const meanwhile = async ([generator]: GeneratorPart[]) => {
      await sleep(WARM_UP_MS + STEADY_MS - 1_000);
      bytes = await liveHeapBytes(generator!);
    };
    await offer(whole, client, load, { meanwhile });
    return bytes;
  };
  const few = 10;
  return ((await heapBytes(users)) - (await heapBytes(few))) / (users - few) / 1024;
}

function loadOf(load: PlannedLoad['load']): PlannedLoad {
  return {
    name: load.model,
    load,
    generatorProcesses: 1,
    phases: [
      { name: 'warm-up', kind: load.model === 'open' ? 'warm-up' : 'ramp-up', durationMs: WARM_UP_MS },
      { name: 'steady', kind: 'steady', durationMs: STEADY_MS },
    ],
  };
}

function cpuSecOf(pid: number): number {
  return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).cpuSec;
}
