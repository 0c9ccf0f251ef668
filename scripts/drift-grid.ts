/*
 * How often a steady series is reported as not steady, and how often an unsteady one is detected, by each test and by either of them:
 * the table of docs/methods.md.
 *
 *     node scripts/drift-grid.ts [series a cell, 1000]        # about five minutes
 */
import { steadyState } from '../harness/stats/steady-state.ts';
import { autoregression, normalFrom, seededRandom } from '../harness/stats/testing/seeded-random.ts';
import { mannKendallTrend } from '../harness/stats/trend.ts';
import { DRIFT_CONFIDENCE } from '../harness/verdict/limits.ts';

const SECONDS = [60, 120, 300];
const PHIS = [0, 0.5, 0.8, 0.9];

/** What is added to a steady series of deviation 1: `share` runs from 0 to 1 over the series. */
const SHAPES = {
  steady: () => 0,
  'climbs by 6 deviations': (share: number) => 6 * share,
  'falls by 6 deviations over the first 60%': (share: number) => 6 * Math.max(0, 1 - share / 0.6),
} as const;

const runs = Number(process.argv[2] ?? 1000);
console.log(`| seconds, correlation | ${Object.keys(SHAPES).join(' | ')} |`);
console.log(`|---|${'---|'.repeat(Object.keys(SHAPES).length)}`);
for (const seconds of SECONDS) {
  for (const phi of PHIS) {
    const cells = Object.values(SHAPES).map((shape) => cell(shape, seconds, phi));
    console.log(`| ${seconds}, ${phi} | ${cells.join(' | ')} |`);
  }
}

/** Share of series detected by the trend test, by the late warm-up, and by either. */
function cell(shape: (share: number) => number, seconds: number, phi: number): string {
  const normal = normalFrom(seededRandom(20_260_104));
  let [byTrend, byWarmUp, byEither] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const values = autoregression(seconds, phi, normal).map((value, t) => value + shape(t / (seconds - 1)));
    const drifts = mannKendallTrend(values, DRIFT_CONFIDENCE)!.pValue < 1 - DRIFT_CONFIDENCE;
    const warmsUpLate = !steadyState(values)!.isSteady;
    if (drifts) byTrend++;
    if (warmsUpLate) byWarmUp++;
    if (drifts || warmsUpLate) byEither++;
  }
  const [trend, warmUp, either] = [byTrend, byWarmUp, byEither].map((count) => (100 * count) / runs);
  return `${trend!.toFixed(1)}%, ${warmUp!.toFixed(1)}%, ${either!.toFixed(1)}%`;
}
