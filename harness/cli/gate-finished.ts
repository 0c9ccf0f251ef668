import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { changesFromBaseline, type HeadRun, readHead } from '../gate/against-baseline.ts';
import { baselineGate, budgetGate, type GateFrame } from '../gate/conclude.ts';
import { isClearAtFirst } from '../gate/decision/judge-changes.ts';
import { LOOKS } from '../gate/decision/limits.ts';
import { differencesFrom, differencesInWords, noteOnData } from '../gate/fingerprint.ts';
import { loadFiguresOf, loadOverRuns } from '../gate/load-figures.ts';
import { plannedChanges, plannedTargets } from '../gate/plan-budget.ts';
import { ProofloadError } from '../model/errors.ts';
import type { Gate } from '../model/gate.ts';
import type { Indicator } from '../model/indicator.ts';
import { type Run, titleOf } from '../model/run.ts';
import type { Target } from '../model/target.ts';
import { summarizeAndJudge } from '../run/summarize-and-judge.ts';
import { openRunFolder, type RunFolder, readRun } from '../store/index.ts';
import { folderTime, GATE_PREFIX } from '../store/run-folder.ts';
import { budgetOf, type GateOptions, onlyOf, ownSystemFor, verifyOptionsOf } from './gate-options.ts';
import type { Shell } from './shell.ts';
import { verifyOne } from './verify-one.ts';
import { confirmedPlan } from './verify-own.ts';

/** A gate, the folder of its files unless an option names another, and those of the runs that may be a baseline later. */
export type Judged = { gate: Gate; folder: string; judgedRuns: readonly RunFolder[] };

/** Judges a finished run by a budget, or measures one first. */
export async function gateOnBudget(
  shell: Shell,
  named: readonly string[],
  options: GateOptions,
): Promise<Judged> {
  const startedAt = new Date();
  const budget = await budgetOf(options);
  const only = onlyOf(options);
  const plannedFor = (ofRun: readonly Target[]) => plannedTargets(budget, ofRun, only);
  const path = named[0] ?? (await measureOne(shell, options, (ofRun) => indicatorsIn(plannedFor(ofRun))));
  const folder = await openRunFolder(path);
  const { targets } = await readRun(folder);
  const planned = plannedFor(targets);
  const { run, summary } = await summarizeAndJudge(folder, indicatorsIn(planned));
  return {
    gate: budgetGate(frameOf(startedAt, run), { path, run, summary }, planned),
    folder: path,
    judgedRuns: [folder],
  };
}

function indicatorsIn(planned: readonly { indicator: Indicator }[]): Indicator[] {
  return planned.map(({ indicator }) => indicator);
}

/** Compares finished runs with the last passing ones of a folder, or measures first: once, and once more if that is not clear. */
export async function gateOnBaseline(
  shell: Shell,
  named: readonly string[],
  options: GateOptions,
): Promise<Judged> {
  const startedAt = new Date();
  const changes = plannedChanges(await budgetOf(options), onlyOf(options));
  const measure = () => measureOne(shell, options, () => changes.map(({ measure: of }) => of.indicator));
  const paths = named.length > 0 ? [...named] : [await measure()];
  let heads = await Promise.all(paths.map((path) => readHead(path, changes)));
  requireAlike(heads);
  let compared = await changesFromBaseline(heads, options.baseline!, changes);
  if (named.length === 0 && !isClearAtFirst(compared.changes)) {
    heads = [...heads, await readHead(await measure(), changes)];
    compared = await changesFromBaseline(heads, options.baseline!, changes);
  }
  const gate = baselineGate(frameOf(startedAt, heads[0]!.run), compared.changes, {
    runs: heads.map(({ folder }) => folder.path),
    baselines: compared.baselines,
    noteOnData: noteOnData(heads[0]!.run),
    load: loadOverRuns(heads.map(({ summary }) => loadFiguresOf(summary))),
    isFinal: heads.length >= LOOKS,
  });
  return { gate, folder: heads.at(-1)!.folder.path, judgedRuns: heads.map(({ folder }) => folder) };
}

/**
 * Measures a system of one's own.
 * @param measures the indicators that are judged, from the targets that the run is made for. What cannot be judged is refused before anything is sent
 * @returns the folder of the run
 */
async function measureOne(
  shell: Shell,
  options: GateOptions,
  measures: (targets: readonly Target[]) => readonly Indicator[],
): Promise<string> {
  const read = await ownSystemFor(options, options.baseline === undefined ? 'budget' : 'baseline');
  const plan = await confirmedPlan(shell, read, verifyOptionsOf(options));
  const { folder } = await verifyOne(shell, plan, options, measures(plan.platform.targets));
  return folder.path;
}

/** Runs of the head are taken together, so they must be runs of one thing. */
function requireAlike([first, ...others]: readonly HeadRun[]): void {
  for (const other of others) {
    const differences = differencesFrom(first!.run, other.run);
    if (differences.length > 0)
      throw new ProofloadError(
        'INVALID_OPTION',
        `The named runs cannot be judged together: ${differencesInWords(differences)}.`,
        'Name runs of one version on one machine, with the same data and scenario.',
      );
  }
}

function frameOf(startedAt: Date, run: Run): GateFrame {
  const id = `${GATE_PREFIX}${folderTime(startedAt)}-${run.platform}-${randomBytes(3).toString('hex')}`;
  return {
    id,
    title: titleOf(run),
    startedAt,
    durationMs: durationOf(run),
    provenance: run.provenance,
  };
}

/** Of the load that was judged. */
function durationOf({ startedAt, phases }: Run): number {
  return Math.max(0, ...phases.map(({ endMs }) => endMs - Date.parse(startedAt)));
}

/** Where the files of a gate go: next to those of its run, in a folder of their own, because a run has a junit.xml too. */
export function reportsFolderOf(
  { gate, folder }: Pick<Judged, 'gate' | 'folder'>,
  { reports }: GateOptions,
): string {
  return resolve(reports ?? join(folder, gate.kind === 'base-head' ? '.' : 'gate'));
}
