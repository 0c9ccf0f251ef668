import { conduct } from '../harness/experiment/conduct.ts';
import { factorsOf } from '../harness/experiment/factors/index.ts';
import { planExperiment } from '../harness/experiment/plan-experiment.ts';
import { loadPlatform } from '../harness/experiment/platforms.ts';
import type { Comparison } from '../harness/model/comparison.ts';
import type { Experiment } from '../harness/model/experiment.ts';
import { formatNumber } from '../harness/model/format.ts';
import { openFileLimit } from '../harness/topology/open-files.ts';

/** The statement that is made heavier counts rows in both arms, for nothing can be planted into a part of a millisecond otherwise. */
const STATEMENT = 'sync_read';
const ROWS = 10_000;

/** Without a cache, so that the statement is executed for every request of its route. */
const EQUAL_ARMS: Experiment = {
  schemaVersion: 1,
  name: 'sensitivity',
  platform: 'tvet-connect',
  question: 'Is a known difference found, and none where there is none?',
  factors: { cache: ['none', 'none'] },
  design: 'a-a',
  load: { ratePerSec: 200, users: 2000, warmUpSec: 5, steadySec: 15 },
  measures: [`statementMeanMs:${STATEMENT}`, 'responseTimeP95Ms', 'databaseQueriesPerSec'],
  repetitions: 4,
};

/** Another seed for each, so that they do not share their order and traffic. */
const EXPERIMENTS = [
  { what: 'two equal arms', seed: 1, moreWork: 0 },
  { what: 'two equal arms', seed: 2, moreWork: 0 },
  { what: 'two equal arms', seed: 3, moreWork: 0 },
  { what: 'a statement that does 15% more in one of them', seed: 4, moreWork: 0.15 },
  { what: 'a statement that does 1% more in one of them', seed: 5, moreWork: 0.01 },
];

/**
 * What a comparison of four repetitions makes of differences that are known: none, 15% and 1% more work of one statement, on real servers.
 * Not a ratio, and 20 minutes long: it is measured only when it is asked for by name.
 */
export const sensitivity = {
  name: 'sensitivity',
  description: 'experiments whose difference is known: none, 15% and 1% of one statement',
  measure,
};

export type Sensed = { what: string; seed: number; moreWork: number; folder: string; found: string[] };

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
  const plan = planExperiment(EQUAL_ARMS, factorsOf(platform), { openFileLimit: await openFileLimit() });
  const sensed: Sensed[] = [];
  for (const { what, seed, moreWork } of EXPERIMENTS) {
    const { comparison, folder } = await conduct({
      plan,
      platform,
      plantedFaults: ({ isBaseline }) => ({
        heavyStatement: { statement: STATEMENT, rows: isBaseline ? ROWS : Math.round(ROWS * (1 + moreWork)) },
      }),
      runsFolder,
      randomSeed: seed,
      env,
      commandLine: ['bench', 'sensitivity'],
      signal,
      onProgress: () => {},
    });
    const found = comparison.differences.map((difference) => inWords(difference));
    log(`  ${what}, seed ${seed}: ${found.join('; ')}`);
    sensed.push({ what, seed, moreWork, folder: folder.path, found });
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
