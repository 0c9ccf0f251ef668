import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GeneratorPart } from '../harness/load/k6/drive.ts';
import { liveHeapBytes } from '../harness/load/k6/testing/go-profile.ts';
import type { PlannedLoad } from '../harness/model/load.ts';
import type { RunPhase } from '../harness/model/run.ts';
import type { builtK6Path } from '../harness/system/programs/programs.ts';
import { startSystem } from '../harness/system/system.ts';
import { startOtlpReceiver } from '../harness/telemetry/otlp/receiver.ts';
import { parseProcessStat } from '../harness/telemetry/procfs.ts';
import { documented } from '../scenarios/tvet-connect/topology.ts';
import type { Bench } from './benchmark.ts';
import { seedStores } from './seeded-stores.ts';
import type { Spread } from './spread.ts';
import { spread } from './spread.ts';

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
type Checkout = {
  name: string;
  k6: string;
  bundle(outFile: string): Promise<void>;
  driveLoad: typeof import('../harness/load/k6/drive.ts').driveLoad;
};

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
  const checkouts = [await checkoutAt(here, 'this code')];
  if (options.before) checkouts.unshift(await checkoutAt(options.before, 'before'));
  const worldFile = await seedStores(bench);
  const system = await startSystem({
    stores: bench.stores,
    supervisor: bench.supervisor,
    programs: bench.programs,
    topology: documented,
    plantedDefects: {},
    platform: 'tvet-connect',
    folder: bench.folder,
  });
  const measured = new Map(
    checkouts.map(({ name }) => [name, { cpu: [] as number[], heap: [] as number[] }]),
  );
  try {
    for (let round = 0; round < options.rounds; round++) {
      for (const checkout of round % 2 === 0 ? checkouts : checkouts.toReversed()) {
        const drive = { bench, checkout, worldFile, baseUrl: system.baseUrl };
        const cpu = await cpuUsPerRequest(drive, options.ratePerSec);
        const heap = await heapKbPerUser(drive, options.users);
        bench.log(`  ${checkout.name}: ${cpu.toFixed(0)} us a request, ${heap.toFixed(0)} KB a user`);
        measured.get(checkout.name)!.cpu.push(cpu);
        measured.get(checkout.name)!.heap.push(heap);
      }
    }
  } finally {
    await system.stop();
  }
  return [...measured].map(([checkout, { cpu, heap }]) => ({
    checkout,
    cpuUsPerRequest: spread(cpu),
    heapKbPerUser: spread(heap),
  }));
}

async function checkoutAt(folder: string, name: string): Promise<Checkout> {
  const [{ driveLoad }, { bundleScenario }, programs] = await Promise.all([
    import(join(folder, 'harness/load/k6/drive.ts')),
    import(join(folder, 'harness/load/k6/bundle.ts')),
    import(join(folder, 'harness/system/programs/programs.ts')) as Promise<{
      builtK6Path: typeof builtK6Path;
    }>,
  ]);
  return {
    name,
    k6: programs.builtK6Path(folder),
    driveLoad,
    bundle: (outFile) => bundleScenario(join(folder, 'scenarios/tvet-connect/journeys.ts'), outFile),
  };
}

type Drive = { bench: Bench; checkout: Checkout; worldFile: string; baseUrl: string };

/** From the kernel's count of the process's CPU time, over the steady phase. */
async function cpuUsPerRequest(drive: Drive, arrivalRatePerSec: number): Promise<number> {
  let cpuSec = 0;
  const { requests } = await offer(drive, { model: 'open', arrivalRatePerSec }, async ({ pid }) => {
    await sleep(WARM_UP_MS);
    const before = cpuSecOf(pid);
    await sleep(STEADY_MS);
    cpuSec = cpuSecOf(pid) - before;
  });
  const due = (arrivalRatePerSec * (WARM_UP_MS + STEADY_MS)) / 1000;
  if (requests < 0.99 * due) throw new Error(`only ${requests} of ${due} requests were answered correctly`);
  return (cpuSec * 1e9) / (arrivalRatePerSec * STEADY_MS);
}

/** The live heap after a garbage collection, once each user has sent a few requests, minus that of a k6 with ten users, per user. */
async function heapKbPerUser(drive: Drive, users: number): Promise<number> {
  const heapBytes = async (count: number) => {
    let bytes = 0;
    await offer(drive, { model: 'closed', users: count, thinkTimeMs: THINK_TIME_MS }, async (part) => {
      await sleep(WARM_UP_MS + STEADY_MS - 1_000);
      bytes = await liveHeapBytes(part);
    });
    return bytes;
  };
  const few = 10;
  return ((await heapBytes(users)) - (await heapBytes(few))) / (users - few) / 1024;
}

async function offer(
  { bench, checkout, worldFile, baseUrl }: Drive,
  load: PlannedLoad['load'],
  onReleased: (part: GeneratorPart) => Promise<void>,
): Promise<{ requests: number }> {
  const bundleFile = join(bench.folder, 'scenario.js');
  await checkout.bundle(bundleFile);
  const receiver = await startOtlpReceiver();
  const since = Math.floor(Date.now() / 1000);
  let [generatorPart] = [] as GeneratorPart[];
  let looked: Promise<void> | undefined;
  await checkout.driveLoad({
    load: {
      name: load.model,
      load,
      generatorProcesses: 1,
      phases: [
        { name: 'warm-up', kind: load.model === 'open' ? 'warm-up' : 'ramp-up', durationMs: WARM_UP_MS },
        { name: 'steady', kind: 'steady', durationMs: STEADY_MS },
      ],
    },
    supervisor: bench.supervisor,
    k6: checkout.k6,
    bundleFile,
    baseUrl,
    worldFile,
    otlpEndpoint: receiver.endpoint,
    folder: bench.folder,
    randomSeed: 1,
    signal: new AbortController().signal,
    onStarted: ([part]) => {
      generatorPart = part;
    },
    onReleased: (_phases: RunPhase[]) => {
      looked = onReleased(generatorPart!);
    },
  });
  await looked;
  let requests = 0;
  for (let second = since; second <= Date.now() / 1000 + 1; second++) {
    requests += receiver.takeSecond(second).client?.correct ?? 0;
  }
  await receiver.close();
  return { requests };
}

function cpuSecOf(pid: number): number {
  return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).cpuSec;
}
