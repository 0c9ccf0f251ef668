import { relative } from 'node:path';
import { headDifferences } from '../../reports/comparison/head-differences.ts';
import { outcomeOf } from '../../reports/comparison/words.ts';
import type { FinishedComparison } from '../compare/experiment.ts';
import { endedBy } from '../model/ended-by.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Platform } from '../model/platform.ts';
import type { IndexedExperiment, IndexedPlatform, IndexedTarget } from '../model/report-index.ts';
import type { TargetVerdict } from '../model/verdict.ts';
import type { FinishedRun } from '../run/run.ts';
import { headline } from '../verdict/headline.ts';
import type { Turn } from './in-turn.ts';

type Named = Pick<Platform, 'slug' | 'title'>;

/** What a row says of a run or an experiment. */
export type JudgedRun = Pick<FinishedRun, 'folder' | 'run' | 'verdict'>;
export type JudgedExperiment = Pick<FinishedComparison, 'folder' | 'comparison'>;

/** The row of a platform. `turn` is undefined before its turn. */
export function platformEntry(
  { slug, title }: Named,
  turn: Turn<JudgedRun> | undefined,
  indexFolder: string,
): IndexedPlatform {
  const entry = { platform: slug, title, ...endOf(turn, indexFolder) };
  if (turn === undefined || 'failure' in turn) return { ...entry, run: null };
  const { run, verdict } = turn.result;
  return {
    ...entry,
    run: {
      state: run.state,
      plantedDefects: run.plantedDefects,
      ...(run.endedBy && { endedBy: run.endedBy }),
      status: verdict.status,
      headline: headline(verdict, run),
      targets: verdict.targets.map(indexedTarget),
    },
  };
}

/** The row of an experiment. `turn` is undefined before its turn. */
export function experimentEntry(
  { experiment: { name, question }, platform: { slug, title } }: { experiment: Experiment; platform: Named },
  turn: Turn<JudgedExperiment> | undefined,
  indexFolder: string,
): IndexedExperiment {
  const entry = { platform: slug, title, experiment: name, question, ...endOf(turn, indexFolder) };
  if (turn === undefined || 'failure' in turn) return { ...entry, comparison: null };
  const { comparison } = turn.result;
  return {
    ...entry,
    comparison: {
      state: comparison.state,
      ...(comparison.endedBy && { endedBy: comparison.endedBy }),
      outcome: outcomeOf(comparison),
      answer: comparison.answer,
      differences: headDifferences(comparison),
      claim: comparison.claim,
    },
  };
}

function endOf(
  turn: Turn<{ folder: { path: string } }> | undefined,
  indexFolder: string,
): Pick<IndexedPlatform, 'folder' | 'durationMs' | 'error'> {
  if (turn === undefined) return { folder: null, durationMs: null, error: null };
  return 'failure' in turn
    ? { folder: null, durationMs: turn.durationMs, error: endedBy(turn.failure) }
    : { folder: relative(indexFolder, turn.result.folder.path), durationMs: turn.durationMs, error: null };
}

function indexedTarget({
  id,
  statement,
  source,
  operator,
  bound,
  unit,
  actual,
  interval,
  status,
  headroom,
  phases,
  indicator,
  reason,
}: TargetVerdict): IndexedTarget {
  return {
    ...{
      id,
      statement,
      source,
      indicator,
      operator,
      bound,
      unit,
      actual,
      interval,
      status,
      headroom,
      reason,
    },
    ...(phases && { phases }),
  };
}
