import { join } from 'node:path';
import { bundleScenario } from '../harness/load/k6/bundle.ts';
import { driveLoad } from '../harness/load/k6/drive.ts';
import { formatMeasure, formatPercent } from '../harness/model/format.ts';
import type { PlannedLoad } from '../harness/model/load.ts';
import type { RunPhase } from '../harness/model/run.ts';
import { type System, startSystem } from '../harness/system/system.ts';
import { startOtlpReceiver } from '../harness/telemetry/otlp/receiver.ts';
import { documented } from '../scenarios/tvet-connect/topology.ts';
import type { Bench } from './benchmark.ts';
import { type Capacity, findCapacity } from './capacity-search.ts';
import {
  correctShareOf,
  type GeneratorSecond,
  p95InWords,
  p95Of,
  refusalOf,
  summarizeSteady,
} from './capacity-trial.ts';
import { seedStores } from './seeded-stores.ts';

const BOUNDS = { p95Ms: 50, correctShare: 0.99 };
const SEARCH = { firstPerSec: 500, minPerSec: 50, maxPerSec: 20_000, precision: 0.05 };
const WARM_UP_MS = 4_000;
const STEADY_MS = 10_000;

/** The highest rate that the whole system carries, generator on the same machine. Not a ratio: there is nothing to compare it with. */
export const capacity = {
  name: 'capacity',
  description: `requests a second of the whole system's mix at p95 under ${BOUNDS.p95Ms} ms, generator included`,
  unit: 'requests/s',
  goal: 5_000,
  measure,
};

type Context = { bench: Bench; system: System; worldFile: string; bundleFile: string };

/** Searches once in each round, from the same first rate. */
async function measure(bench: Bench, rounds: number): Promise<Capacity[]> {
  const context = await setUp(bench);
  let trials = 0;
  try {
    const found: Capacity[] = [];
    for (let round = 0; round < rounds; round++) {
      const capacity = await findCapacity((rate) => refusalAt(context, rate, ++trials), SEARCH);
      found.push(capacity);
      bench.log(`  round ${round + 1} of ${rounds}: ${capacityInWords(capacity)}`);
    }
    return found;
  } finally {
    await context.system.stop();
  }
}

/** "1,000 requests/s carried; 1,050 refused: p95 61.2 ms" */
export function capacityInWords({ carriedPerSec, refused }: Capacity): string {
  const carried = `${formatMeasure(carriedPerSec, 'requests/s')} carried`;
  return refused === null
    ? `${carried}, the highest rate that is tried`
    : `${carried}; ${formatMeasure(refused.ratePerSec, '')} refused: ${refused.because}`;
}

async function setUp(bench: Bench): Promise<Context> {
  const { supervisor, programs, stores, folder } = bench;
  const worldFile = await seedStores(bench);
  const bundleFile = join(folder, 'scenario.js');
  await bundleScenario(
    join(import.meta.dirname, '..', 'scenarios', 'tvet-connect', 'journeys.ts'),
    bundleFile,
  );
  const system = await startSystem({
    stores,
    supervisor,
    programs,
    topology: documented,
    plantedDefects: {},
    platform: 'tvet-connect',
    folder,
  });
  return { bench, system, worldFile, bundleFile };
}

/** Offers a rate, first as a warm-up, and judges the requests that were due in the steady phase once the last answer has come. */
async function refusalAt(
  context: Context,
  arrivalRatePerSec: number,
  randomSeed: number,
): Promise<string | null> {
  const load: PlannedLoad = {
    name: 'capacity',
    load: { model: 'open', arrivalRatePerSec },
    generatorProcesses: 1,
    phases: [
      { name: 'warm-up', kind: 'warm-up', durationMs: WARM_UP_MS },
      { name: 'steady', kind: 'steady', durationMs: STEADY_MS },
    ],
  };
  const { phases, seconds } = await offer(context, load, randomSeed);
  const phase = summarizeSteady(load, phases, seconds);
  const because = refusalOf(phase, BOUNDS);
  const figures = `${p95InWords(p95Of(phase))}, ${formatPercent(correctShareOf(phase))} correct, ${phase.outcomes.dropped} dropped`;
  context.bench.log(
    `    ${arrivalRatePerSec} requests/s ${because === null ? 'carried' : 'refused'}: ${figures}`,
  );
  return because;
}

/** @returns everything that the generator reported, the answers that came after the end of the load included */
async function offer(
  { bench, system, worldFile, bundleFile }: Context,
  load: PlannedLoad,
  randomSeed: number,
): Promise<{ phases: RunPhase[]; seconds: GeneratorSecond[] }> {
  const receiver = await startOtlpReceiver();
  const fromSecond = Math.floor(Date.now() / 1000);
  let phases: RunPhase[] = [];
  try {
    await driveLoad({
      load,
      supervisor: bench.supervisor,
      k6: bench.k6.path,
      bundleFile,
      baseUrl: system.baseUrl,
      worldFile,
      otlpEndpoint: receiver.endpoint,
      folder: bench.folder,
      randomSeed,
      signal: new AbortController().signal,
      onStarted: () => {},
      onReleased: (released) => {
        phases = released;
      },
    });
    const seconds: GeneratorSecond[] = [];
    for (let second = fromSecond; second <= Date.now() / 1000 + 1; second++) {
      seconds.push({ second, ...receiver.takeSecond(second) });
    }
    return { phases, seconds };
  } finally {
    await receiver.close();
  }
}
