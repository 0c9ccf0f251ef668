import { experimentEntry, platformEntry } from '../../harness/batch/entries.ts';
import type { FinishedComparison } from '../../harness/compare/experiment.ts';
import { ProofloadError } from '../../harness/model/errors.ts';
import type { ExperimentIndex, IndexedExperiment, IndexedPlatform, PlatformIndex, ReportIndex } from '../../harness/model/report-index.ts';
import type { FinishedRun } from '../../harness/run/run.ts';
import { type ComparisonName, madeUpComparison } from './comparisons.ts';
import { type FixtureName, fixture } from './fixtures.ts';

export const INDEX_NAMES = ['all-pass', 'mixed', 'interrupted', 'experiments', 'growth'] as const;
export type IndexName = (typeof INDEX_NAMES)[number];

const FOLDER = '/runs';
const HALL = { slug: 'hall', title: 'Lecture Hall' };
const LIBRARY = { slug: 'library', title: 'City Library' };
const CLINIC = { slug: 'clinic', title: 'Clinic' };
const MARKET = { slug: 'market', title: 'Farmers’ Market' };
const MISSING = new ProofloadError(
  'PROGRAM_MISSING',
  'versitygw was not found.',
  'Install Go, and set-up builds it; or point VERSITYGW_BIN to your own.',
);

const about = {
  schemaVersion: 1,
  startedAt: '2026-11-25T13:46:40.000Z',
  endedAt: '2026-11-25T14:04:02.000Z',
  state: 'complete',
  provenance: {
    commit: '4ab5eef0d1c2b3a495867768594a3b2c1d0e9f80',
    commitIsDirty: false,
    machine: { cpuModel: 'Intel(R) Xeon(R) CPU @ 2.60GHz', cores: 2, memoryBytes: 25_185_345_536, os: 'Debian GNU/Linux 12' },
  },
} as const;

/** A made-up index, the same every time. */
export function madeUpIndex(name: IndexName): ReportIndex {
  switch (name) {
    case 'all-pass':
      return platforms([measured(HALL, 'pass'), measured(LIBRARY, 'pass')]);
    case 'mixed':
      return platforms([
        measured(HALL, 'pass'),
        measured(LIBRARY, 'fail'),
        measured(CLINIC, 'distrusted'),
        platformEntry(MARKET, { failure: MISSING, durationMs: 214 }, FOLDER),
      ]);
    case 'interrupted':
      return {
        ...platforms([
          measured(HALL, 'inconclusive'),
          measured(LIBRARY, 'invalid'),
          platformEntry(CLINIC, undefined, FOLDER),
        ]),
        state: 'aborted',
      };
    case 'experiments':
      return experiments([
        compared('supported'),
        compared('nothing-seen'),
        compared('unusable'),
        compared('refuted'),
        experimentEntry(
          { experiment: madeUpComparison('supported').comparison.experiment, platform: LIBRARY },
          { failure: MISSING, durationMs: 180 },
          FOLDER,
        ),
      ]);
    case 'growth':
      return experiments([grown('small', 0.62), grown('medium', 0.21), grown('large', 0.034)]);
  }
}

function platforms(entries: PlatformIndex['entries']): PlatformIndex {
  const provenance = { ...about.provenance, commandLine: ['verify', '--all'] };
  return { ...about, provenance, kind: 'platforms', entries };
}

function experiments(entries: ExperimentIndex['entries']): ExperimentIndex {
  const provenance = { ...about.provenance, commandLine: ['compare', ...entries.map(({ experiment }) => experiment)] };
  return { ...about, provenance, kind: 'experiments', entries };
}

function measured(platform: typeof HALL, name: FixtureName): IndexedPlatform {
  const { run, summary, verdict } = fixture(name);
  const folder = { path: `${FOLDER}/20261125T134640Z-${name}-3f9a1c` } as FinishedRun['folder'];
  const result: FinishedRun = { folder, run: { ...run, title: platform.title }, summary, verdict };
  return platformEntry(platform, { result, durationMs: 412_300 }, FOLDER);
}

function compared(name: ComparisonName): IndexedExperiment {
  const { comparison, run: carriedOut } = madeUpComparison(name);
  const folder = { path: `${FOLDER}/${comparison.id}` } as FinishedComparison['folder'];
  const turn = { result: { folder, run: carriedOut, comparison }, durationMs: 962_000 };
  return experimentEntry({ experiment: comparison.experiment, platform: HALL }, turn, FOLDER);
}

/** The same difference on data of several sizes. */
function grown(size: string, ratio: number): IndexedExperiment {
  const entry = compared('supported');
  const { comparison } = entry;
  const interval = { low: ratio * 0.86, high: ratio * 1.17, confidence: 0.95, method: 'paired t of logarithms' };
  const isClaimed = size === 'large';
  const claim = comparison!.claim!;
  return {
    ...entry,
    experiment: `indexes-${size}`,
    question: `How much faster are queries with indexes, on ${size} data?`,
    folder: `experiment-20261125T134640Z-indexes-${size}-3f9a1c`,
    comparison: {
      ...comparison!,
      outcome: isClaimed ? 'supported' : 'seen',
      answer: `Mean query time with indexes is ${ratio} times that without.`,
      differences: [
        {
          measure: { name: 'queryTimeMeanMs', label: 'mean query time', unit: 'ms', better: 'lower', scale: 'ratio' },
          compared: 'indexes: as documented, against indexes: left out',
          ratio: interval,
          ratioEstimate: ratio,
          difference: null,
          differenceEstimate: null,
        },
      ],
      claim: isClaimed
        ? {
            ...claim,
            claim: { ...claim.claim, statement: 'Indexes make queries 10 to 100 times faster on large data', ratio: 0.1 },
          }
        : null,
    },
  };
}
