import { relative } from 'node:path';
import { formatCount } from '../model/format.ts';
import type { Gate, GateCheck, GateLoad } from '../model/gate.ts';
import type { Provenance, Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import { changeChecks, type MeasuredChange } from './change-checks.ts';
import { LOOKS } from './decision/limits.ts';
import { worstOfChecks } from './gate-status.ts';
import { gateHeadline } from './headline.ts';
import { judgeBudget, type PlannedTarget } from './judge-budget.ts';
import { loadFiguresOf, loadOverRuns } from './load-figures.ts';
import { measuredChanges } from './measured-changes.ts';
import type { PlannedChange } from './plan-budget.ts';
import type { MeasuredTurn } from './take-turns.ts';

/** What every gate records besides its checks. */
export type GateFrame = {
  id: string;
  title: string;
  startedAt: Date;
  durationMs: number;
  provenance: Provenance;
};

/** The gate over one run. */
export function budgetGate(
  frame: GateFrame,
  { path, run, summary }: { path: string; run: Run; summary: Summary },
  targets: readonly PlannedTarget[],
): Gate {
  return concluded('budget', frame, {
    checks: judgeBudget(run, summary, targets),
    notes: [],
    runFolders: [path],
    load: loadFiguresOf(summary),
  });
}

/** The gate over base and head that took turns. */
export function baseHeadGate(
  frame: GateFrame,
  { turns, looks }: { turns: readonly MeasuredTurn[]; looks: number },
  changes: readonly PlannedChange[],
): Gate {
  const made = `${formatCount(turns.length, 'run')}, after one that does not count,`;
  return concluded('base-head', frame, {
    checks: changeChecks(measuredChanges(changes, turns), ['head', 'base']),
    notes: [
      looks === LOOKS
        ? `The first look was not clear, so everything was measured once more: ${made} in all.`
        : `${made} in one look.`,
    ],
    runFolders: turns.map(({ folder }) => folder),
    load: loadOverRuns(turns.filter(({ side }) => side === 'head').map(({ load }) => load)),
  });
}

/** The gate over runs of the head against earlier ones. */
export function baselineGate(
  frame: GateFrame,
  changes: readonly MeasuredChange[],
  of: {
    runs: readonly string[];
    baselines: readonly string[];
    noteOnData: string | null;
    load: GateLoad | null;
    isFinal: boolean;
  },
): Gate {
  const { runs, baselines, noteOnData, load, isFinal } = of;
  const checks = changeChecks(changes, ['this version', 'the baseline']);
  return concluded('baseline', frame, {
    checks: isFinal ? checks : checks.map(onceMore),
    notes: [
      `Compared with ${formatCount(baselines.length, 'earlier passing run')}.`,
      ...(noteOnData !== null && baselines.length > 0 ? [noteOnData] : []),
    ],
    runFolders: [...runs, ...baselines],
    load,
  });
}

/** A regression fails only when it was measured twice. */
function onceMore(check: GateCheck): GateCheck {
  if (check.status !== 'fail') return check;
  return {
    ...check,
    status: 'inconclusive',
    reason: `${check.reason} It was measured only once: measure this version again, and name both runs.`,
  };
}

function concluded(
  kind: Gate['kind'],
  { id, title, startedAt, durationMs, provenance }: GateFrame,
  { checks, notes, runFolders, load }: Pick<Gate, 'checks' | 'notes' | 'runFolders' | 'load'>,
): Gate {
  const status = worstOfChecks(checks.map((check) => check.status));
  return {
    schemaVersion: 1,
    id,
    kind,
    title,
    startedAt: startedAt.toISOString(),
    durationMs,
    status,
    headline: gateHeadline(kind, checks, status),
    checks,
    notes,
    runFolders: runFolders.map((path) => relative('.', path)),
    load,
    provenance,
  };
}
