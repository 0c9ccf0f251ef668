import { join } from 'node:path';
import type { GeneratorSecond } from '../harness/capacity/level.ts';
import { bundleScenario } from '../harness/load/k6/bundle.ts';
import { driveLoad, type GeneratorPart } from '../harness/load/k6/drive.ts';
import type { PlannedLoad } from '../harness/model/load.ts';
import type { RunPhase } from '../harness/model/run.ts';
import { type System, startSystem } from '../harness/system/system.ts';
import { startOtlpReceiver } from '../harness/telemetry/otlp/receiver.ts';
import { documented } from '../scenarios/tvet-connect/topology.ts';
import type { Bench } from './benchmark.ts';
import { seedStores } from './seeded-stores.ts';

/** The documented system of TVET Connect, filled with users who are logged in. */
export type WholeSystem = { bench: Bench; system: System; worldFile: string };

/** @param users size of the data set; left out: the documented one */
export async function startWholeSystem(bench: Bench, users?: number): Promise<WholeSystem> {
  const { supervisor, programs, stores, folder } = bench;
  const worldFile = await seedStores(bench, users);
  const system = await startSystem({
    stores,
    supervisor,
    programs,
    topology: documented,
    plantedDefects: {},
    platform: 'tvet-connect',
    folder,
  });
  return { bench, system, worldFile };
}

/** k6 with the scenario of TVET Connect, and the code that drives it. */
export type Client = { k6: string; bundleFile: string; driveLoad: typeof driveLoad };

export async function ownClient({ k6, folder }: Bench): Promise<Client> {
  const bundleFile = join(folder, 'scenario.js');
  await bundleScenario(join(import.meta.dirname, '../scenarios/tvet-connect/journeys.ts'), bundleFile);
  return { k6: k6.path, bundleFile, driveLoad };
}

export type OfferOptions = {
  randomSeed?: number;
  /** runs while the load does, and is awaited */
  meanwhile?: (generators: GeneratorPart[]) => Promise<void>;
};

/** Offers a load. @returns everything that the generator reported, including answers that came after the end of the load */
export async function offer(
  { bench, system, worldFile }: WholeSystem,
  client: Client,
  load: PlannedLoad,
  { randomSeed = 1, meanwhile }: OfferOptions,
): Promise<{ phases: RunPhase[]; seconds: GeneratorSecond[] }> {
  const receiver = await startOtlpReceiver();
  const fromSecond = Math.floor(Date.now() / 1000);
  let generators: GeneratorPart[] = [];
  let phases: RunPhase[] = [];
  let done: Promise<void> | undefined;
  try {
    await client.driveLoad({
      load,
      supervisor: bench.supervisor,
      k6: client.k6,
      bundleFile: client.bundleFile,
      baseUrl: system.baseUrl,
      worldFile,
      otlpEndpoint: receiver.endpoint,
      folder: bench.folder,
      randomSeed,
      signal: new AbortController().signal,
      onStarted: (parts) => {
        generators = parts;
      },
      onReleased: (released) => {
        phases = released;
        done = meanwhile?.(generators);
      },
    });
    await done;
    const seconds: GeneratorSecond[] = [];
    for (let second = fromSecond; second <= Date.now() / 1000 + 1; second++) {
      seconds.push({ second, ...receiver.takeSecond(second) });
    }
    return { phases, seconds };
  } finally {
    await receiver.close();
  }
}
