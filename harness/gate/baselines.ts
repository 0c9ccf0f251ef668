import { formatCount } from '../model/format.ts';
import type { Run } from '../model/run.ts';
import type { Status } from '../model/verdict.ts';
import { LEAST_BASELINES } from './decision/limits.ts';
import { differencesFrom, differencesInWords } from './fingerprint.ts';

/** An earlier run, and how it was judged; null: it has no verdict. */
export type EarlierRun = { path: string; run: Run; status: Status | null; hasFailedGate: boolean };

/** The runs to compare with, newest first; or why there are too few. */
export type Baselines = { runs: EarlierRun[]; missing: string | null };

/** Older ones say less about the system of today. */
export const MOST_BASELINES = 10;

/**
 * The last passing runs of the same platform on an equal fingerprint of machine, data and scenario, that began before the head's. Runs with planted
 * defects are none, nor is one that failed a gate: what is accepted as equal would otherwise get worse from run to run. If there are fewer than four, the
 * reason says in what the newest of the others differ, or how many failed a gate.
 * @param earlier newest first
 */
export function baselinesFor(head: Run, earlier: readonly EarlierRun[]): Baselines {
  const passing = earlier.filter(
    ({ run, status }) =>
      status === 'pass' &&
      run.platform === head.platform &&
      run.startedAt < head.startedAt &&
      Object.keys(run.plantedDefects).length === 0,
  );
  const equal = passing.filter(({ run }) => differencesFrom(run, head).length === 0);
  const usable = equal.filter(({ hasFailedGate }) => !hasFailedGate);
  const counts = { equal: usable.length, failed: equal.length - usable.length };
  return {
    runs: usable.slice(0, MOST_BASELINES),
    missing: usable.length < LEAST_BASELINES ? missingBecause(head, passing, counts) : null,
  };
}

function missingBecause(
  head: Run,
  passing: readonly EarlierRun[],
  { equal, failed }: { equal: number; failed: number },
): string {
  const there = equal === 0 ? 'are none' : equal === 1 ? 'is only 1' : `are only ${equal}`;
  const without = failed === 0 ? '' : `, without ${formatCount(failed, 'run')} that failed a gate`;
  const found = `${LEAST_BASELINES} comparable passing runs are needed, but there ${there}${without}`;
  const other = passing.find(
    ({ run, hasFailedGate }) => !hasFailedGate && differencesFrom(run, head).length > 0,
  );
  return other
    ? `${found}; in the newest of the others, ${differencesInWords(differencesFrom(other.run, head))}`
    : found;
}
