import { runExperiment } from '../harness/compare/experiment.ts';
import { planExperiment } from '../harness/compare/plan-experiment.ts';
import type { Comparison } from '../harness/model/comparison.ts';
import type { Experiment } from '../harness/model/experiment.ts';
import { formatNumber } from '../harness/model/format.ts';
import type { PlantedDefects } from '../harness/model/run.ts';
import { loadPlatform } from '../harness/run/load-platform.ts';

const STATEMENT = 'sync_read';

/**
 * What the statement does first in both arms, as the base for the difference: it counts rows for about a millisecond, or waits for a
 * tenth of a second.
 */
const ROWS = 10_000;
const WAIT_MS = 100;

/** Without a cache, so that the statement is executed for every request of its route. */
const EQUAL_ARMS: Experiment = {
  schemaVersion: 2,
  name: 'sensitivity',
  platform: 'tvet-connect',
  question: 'Is a known difference found, and none reported where there is none?',
  factors: { cache: ['none', 'none'] },
  design: 'a-a',
  load: { model: 'open', ratePerSec: 200, datasetSize: 2000, warmUpSec: 5, steadySec: 15 },
  measures: [`statementMeanMs:${STATEMENT}`, 'responseTimeP95Ms', 'databaseQueriesPerSec'],
  repetitions: 4,
};

type Known = { what: string; seed: number; plant: (more: number) => PlantedDefects; more: number };

const computing = (more: number): PlantedDefects => ({
  heavyStatement: { statement: STATEMENT, rows: Math.round(ROWS * (1 + more)) },
});
const waiting = (more: number): PlantedDefects => ({
  slowStatement: { statement: STATEMENT, delayMs: Math.round(WAIT_MS * (1 + more)) },
});

/** Each has its own seed, so that they do not share their order and traffic. */
const EXPERIMENTS: Known[] = [
  { what: 'two equal arms', seed: 1, plant: computing, more: 0 },
  { what: 'two equal arms', seed: 2, plant: computing, more: 0 },
  { what: 'two equal arms', seed: 3, plant: computing, more: 0 },
  { what: 'a statement that computes 15% more', seed: 4, plant: computing, more: 0.15 },
  { what: 'a statement that computes 1% more', seed: 5, plant: computing, more: 0.01 },
  { what: 'a statement that waits 15% longer', seed: 6, plant: waiting, more: 0.15 },
  // PostgreSQL's timers are coarse: of this extra millisecond, 0.4 ms take effect.
  { what: 'a statement that should wait 1% longer', seed: 7, plant: waiting, more: 0.01 },
];

/**
 * How a comparison of four repetitions judges known differences on real servers: none, and a statement that takes 15% or 1%
 * longer, either because it computes more (which is as noisy as the machine) or because it waits longer (which is not). Not a
 * ratio, and 22 minutes long, so it only runs if named.
 */
export const sensitivity = {
  name: 'sensitivity',
  description: 'experiments with a known difference: none, and 15% or 1% in one statement',
  measure,
};

export type Sensed = { what: string; seed: number; folder: string; found: string[] };

/** @returns what each experiment found in every measure, in the words of its report */
async function measure({
  runsFolder,
  env,
  signal,
  log,
}: {
  runsFolder: string;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  log(line: string): void;
}): Promise<Sensed[]> {
  const platform = await loadPlatform(EQUAL_ARMS.platform);
  const plan = planExperiment(EQUAL_ARMS, platform);
  const sensed: Sensed[] = [];
  for (const { what, seed, plant, more } of EXPERIMENTS) {
    const { comparison, folder } = await runExperiment({
      plan,
      platform,
      plantedDefects: ({ isBaseline }) => plant(isBaseline ? 0 : more),
      runsFolder,
      randomSeed: seed,
      env,
      commandLine: ['bench', 'sensitivity'],
      signal,
      onProgress: () => {},
    });
    const found = comparison.differences.map((difference) => inWords(difference));
    log(`  ${what}, seed ${seed}: ${found.join('; ')}`);
    sensed.push({ what, seed, folder: folder.path, found });
  }
  return sensed;
}

function inWords({
  measure,
  word,
  ratio,
  ratioEstimate,
  adjustedPValue,
}: Comparison['differences'][number]): string {
  const interval = ratio === null ? '' : ` (${formatNumber(ratio.low!)} to ${formatNumber(ratio.high!)})`;
  const ratioInWords = ratioEstimate === null ? '' : `, ratio ${ratioEstimate.toFixed(3)}${interval}`;
  return `${measure}: ${word}${ratioInWords}, p ${adjustedPValue?.toFixed(3) ?? '-'}`;
}
