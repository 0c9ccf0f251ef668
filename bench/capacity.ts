import { join } from 'node:path';
import { bundleScenario } from '../harness/load/k6/bundle.ts';
import { driveLoad } from '../harness/load/k6/drive.ts';
import type { RunPhase } from '../harness/model/run.ts';
import { ExponentialHistogram } from '../harness/stats/exponential-histogram.ts';
import { type System, startSystem } from '../harness/system/system.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../harness/telemetry/otlp/receiver.ts';
import { documented } from '../scenarios/tvet-connect/topology.ts';
import type { Bench } from './benchmark.ts';
import { seedStores } from './seeded-stores.ts';

const P95_BOUND_MS = 50;
const STEP_PER_SEC = 500;
const FIRST_RATE_PER_SEC = 2_000;
const MAX_RATE_PER_SEC = 20_000;
const WARM_UP_MS = 4_000;
const STEADY_MS = 6_000;

/** The highest rate that the whole system sustains, generator on the same machine. Not a ratio: there is nothing to compare it with. */
export const capacity = {
  name: 'capacity',
  description: `requests a second of the whole system's mix at p95 under ${P95_BOUND_MS} ms, generator included`,
  unit: 'requests/s',
  goal: 5_000,
  measure,
};

type Context = {
  bench: Bench;
  system: System;
  receiver: OtlpReceiver;
  worldFile: string;
  bundleFile: string;
};

/**
 * Climbs in steps of 500 requests a second until a rate is not sustained, then moves back and forth around that edge.
 * @returns the highest sustained rate of each round
 */
async function measure(bench: Bench, rounds: number): Promise<number[]> {
  const context = await setUp(bench);
  try {
    const carried: number[] = [];
    let ratePerSec = FIRST_RATE_PER_SEC;
    for (let round = 0; round < rounds; round++) {
      while (ratePerSec < MAX_RATE_PER_SEC && (await isCarried(context, ratePerSec)))
        ratePerSec += STEP_PER_SEC;
      do ratePerSec -= STEP_PER_SEC;
      while (ratePerSec > 0 && !(await isCarried(context, ratePerSec)));
      carried.push(ratePerSec);
      bench.log(`  round ${round + 1} of ${rounds}: ${ratePerSec} requests/s`);
    }
    return carried;
  } finally {
    await context.receiver.close();
    await context.system.stop();
  }
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
  return { bench, system, worldFile, bundleFile, receiver: await startOtlpReceiver() };
}

/** Offers a rate for ten seconds, the first four as warm-up. Sustained: p95 below the bound, nothing dropped, and 99% correct. */
async function isCarried(context: Context, arrivalRatePerSec: number): Promise<boolean> {
  const { bench, system, receiver } = context;
  let steady: RunPhase | undefined;
  await driveLoad({
    load: {
      name: 'capacity',
      load: { model: 'open', arrivalRatePerSec },
      generatorProcesses: 1,
      phases: [
        { name: 'warm-up', kind: 'warm-up', durationMs: WARM_UP_MS },
        { name: 'steady', kind: 'steady', durationMs: STEADY_MS },
      ],
    },
    supervisor: bench.supervisor,
    k6: bench.k6.path,
    bundleFile: context.bundleFile,
    baseUrl: system.baseUrl,
    worldFile: context.worldFile,
    otlpEndpoint: receiver.endpoint,
    folder: bench.folder,
    randomSeed: arrivalRatePerSec,
    signal: new AbortController().signal,
    onStarted: () => {},
    onReleased: (phases) => {
      steady = phases[1];
    },
  });
  const { p95Ms, correct, dropped } = takeSeconds(receiver, steady!);
  const isEnough = correct >= 0.99 * arrivalRatePerSec * (STEADY_MS / 1000 - 1);
  bench.log(
    `    ${arrivalRatePerSec} requests/s: p95 ${p95Ms?.toFixed(1)} ms, ${correct} correct, ${dropped} dropped`,
  );
  return p95Ms !== null && p95Ms < P95_BOUND_MS && dropped === 0 && isEnough;
}

function takeSeconds(receiver: OtlpReceiver, { startMs, endMs }: RunPhase) {
  const responseTimes = new ExponentialHistogram();
  let [correct, dropped] = [0, 0];
  for (let second = Math.ceil(startMs / 1000); (second + 1) * 1000 <= endMs; second++) {
    const { client, histograms } = receiver.takeSecond(second);
    correct += client?.correct ?? 0;
    dropped += client?.droppedIterations ?? 0;
    for (const { metric, histogram } of histograms) {
      if (metric === 'responseTimeMs') responseTimes.mergeEncoded(histogram);
    }
  }
  return { p95Ms: responseTimes.quantile(0.95)?.value ?? null, correct, dropped };
}
