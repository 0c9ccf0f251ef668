import { expect } from 'vitest';
import { ProofloadError } from '../../model/errors.ts';
import type { Experiment } from '../../model/experiment.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { loadPlatform } from '../../run/load-platform.ts';
import { type PlannedExperiment, planExperiment } from '../plan-experiment.ts';

/** Has as many users as its size says, and nothing of its own. */
const PLATFORM = {
  ...(await loadPlatform('tvet-connect')),
  documented: DOCUMENTED_TOPOLOGY,
  factors: [],
};

/** An experiment that makes sense. */
export const GOOD: Experiment = {
  schemaVersion: 2,
  name: 'mine',
  platform: 'tvet-connect',
  question: 'Does a cache help?',
  factors: { cache: ['none', 'redis'] },
  design: 'full',
  load: { model: 'open', ratePerSec: 100, datasetSize: 1000, warmUpSec: 5, steadySec: 20 },
  measures: ['responseTimeP95Ms', 'databaseQueriesPerSec'],
  repetitions: 4,
};

export const CLAIM = {
  id: 'x',
  statement: 'x',
  source: { document: 'x', section: 'x' },
  measure: 'databaseQueriesPerSec',
  arm: { cache: 'redis' },
  against: { cache: 'none' },
  operator: '<=',
  ratio: 0.3,
} as const;

export function planOf(changes: Partial<Experiment>): PlannedExperiment {
  return planExperiment({ ...GOOD, ...changes }, PLATFORM);
}

/** Why an experiment is refused. */
export function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(ProofloadError);
    const { code, message, hint } = error as ProofloadError;
    expect(code).toBe('EXPERIMENT_INVALID');
    expect(hint).toContain('Nothing was started.');
    return message;
  }
  throw new Error('it was not refused');
}
