import { levelOf, p95InWords, summarizeSteady } from '../harness/capacity/level.ts';
import { formatMeasure, formatPercent } from '../harness/model/format.ts';
import type { PlannedLoad } from '../harness/model/load.ts';
import type { Bench } from './benchmark.ts';
import { type Capacity, findCapacity } from './capacity-search.ts';
import { type Client, offer, ownClient, startWholeSystem, type WholeSystem } from './whole-system.ts';

const BOUNDS = { p95Ms: 50, correctShare: 0.99 };
const SEARCH = { firstPerSec: 500, minPerSec: 50, maxPerSec: 20_000, precision: 0.05 };
const WARM_UP_MS = 4_000;
const STEADY_MS = 10_000;

/** The highest rate that the whole system carries, generator on the same machine. Not a ratio: there is nothing to compare it with. */
export const capacity = {
  name: 'capacity',
  description: `requests a second of the whole system's mix at p95 under ${BOUNDS.p95Ms} ms, generator included`,
  unit: 'requests/s',
  goal: 4_000,
  measure,
};

/** Searches once in each round, from the same first rate. */
async function measure(bench: Bench, rounds: number): Promise<Capacity[]> {
  const whole = await startWholeSystem(bench);
  const client = await ownClient(bench);
  let trials = 0;
  try {
    const found: Capacity[] = [];
    for (let round = 0; round < rounds; round++) {
      const capacity = await findCapacity((rate) => refusalAt(whole, client, rate, ++trials), SEARCH);
      found.push(capacity);
      bench.log(`  round ${round + 1} of ${rounds}: ${capacityInWords(capacity)}`);
    }
    return found;
  } finally {
    await whole.system.stop();
  }
}

/** "1,000 requests/s carried; 1,050 refused: p95 61.2 ms" */
export function capacityInWords({ carriedPerSec, refused }: Capacity): string {
  const carried = `${formatMeasure(carriedPerSec, 'requests/s')} carried`;
  return refused === null
    ? `${carried}, the highest rate that is tried`
    : `${carried}; ${formatMeasure(refused.ratePerSec, '')} refused: ${refused.because}`;
}

/** Offers a rate, first as a warm-up, and judges the requests that were due in the steady phase once the last answer has come. */
async function refusalAt(
  whole: WholeSystem,
  client: Client,
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
  const { phases, seconds } = await offer(whole, client, load, { randomSeed });
  const {
    p95Ms,
    correctShare,
    dropped,
    refusedBecause: because,
  } = levelOf(summarizeSteady(load, phases, seconds), BOUNDS);
  const figures = `${p95InWords(p95Ms)}, ${formatPercent(correctShare)} correct, ${dropped} dropped`;
  whole.bench.log(
    `    ${arrivalRatePerSec} requests/s ${because === null ? 'carried' : 'refused'}: ${figures}`,
  );
  return because;
}
