import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { provision } from '../../scripts/provision/index.ts';
import { baseHeadGate } from '../gate/conclude.ts';
import { LOOKS } from '../gate/decision/limits.ts';
import { measuredNoise, requireAboveNoise } from '../gate/noise.ts';
import { type PlannedChange, plannedChanges } from '../gate/plan-budget.ts';
import type { MeasuredTurn, SideName } from '../gate/take-turns.ts';
import type { Version } from '../gate/version.ts';
import { formatCount, formatDuration } from '../model/format.ts';
import type { GateNoise } from '../model/gate-noise.ts';
import type { ReadConfig } from '../own/own-system.ts';
import {
  createGateFolder,
  type GateFolder,
  openRunFolder,
  readNoise,
  readRun,
  writeNoise,
} from '../store/index.ts';
import { provenanceOf } from '../telemetry/provenance.ts';
import type { Judged } from './gate-finished.ts';
import type { Calibrated } from './gate-noise-summary.ts';
import {
  budgetOf,
  type GateOptions,
  onlyOf,
  ownSystemFor,
  pairsOf,
  sameVersions,
  verifyOptionsOf,
  versionsOf,
} from './gate-options.ts';
import { ProgressDisplay } from './progress.ts';
import type { Shell } from './shell.ts';
import { confirmedPlan, type OutsidePlan } from './verify-own.ts';
import { expectedRunMs } from './verify-plan.ts';

/** Lets base and head take turns, and judges by how much the head became worse. */
export async function gateBaseAgainstHead(shell: Shell, options: GateOptions): Promise<Judged> {
  const startedAt = new Date();
  const [pairs, changes] = [pairsOf(options), plannedChanges(await budgetOf(options), onlyOf(options))];
  const read = await ownSystemFor(options, 'base-head');
  const versions = versionsOf(options, read.config.url);
  const plan = await planFor(shell, read, versions, options);
  const { scenarioNameOf } = await import('../run/run.ts'); // data is slow to load
  const provenance = await provenanceOf('.', {
    randomSeed: plan.randomSeed,
    commandLine: process.argv.slice(2),
  });
  const note = requireAboveNoise(
    await readNoise(options.out),
    {
      platform: plan.platform.slug,
      scenario: scenarioNameOf(plan.platform),
      ...(plan.target.sentParts && { sentParts: plan.target.sentParts }),
      ...(plan.target.dataLabel && { dataLabel: plan.target.dataLabel }),
      profile: plan.profile,
      provenance,
    },
    changes,
    pairs,
  );
  const stage = { shell, plan, versions, changes, pairs, looks: LOOKS, options, startedAt };
  const { folder, turns, looks } = await inTurns(stage);
  const frame = {
    id: folder.id,
    title: plan.platform.title,
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    provenance,
  };
  const gate = baseHeadGate(frame, { turns, looks }, changes);
  return { gate: { ...gate, notes: [...gate.notes, note] }, folder: folder.path, judgedRuns: [] };
}

/** Lets one version take turns with itself, and keeps what this shows of the machine's noise. */
export async function calibrateGate(shell: Shell, options: GateOptions): Promise<Calibrated> {
  const startedAt = new Date();
  const [pairs, changes] = [pairsOf(options), plannedChanges(await budgetOf(options), onlyOf(options))];
  const read = await ownSystemFor(options, 'calibrate');
  const versions = sameVersions(options, read.config.url);
  const plan = await planFor(shell, read, versions, options);
  // As many pairs as both looks of a gate, in one.
  const stage = { shell, plan, versions, changes, pairs: LOOKS * pairs, looks: 1, options, startedAt };
  const { turns } = await inTurns(stage);
  const { platform, scenario, sentParts, dataLabel, profile, provenance } = await readRun(
    await openRunFolder(turns[0]!.folder),
  );
  const noise: GateNoise = {
    schemaVersion: 1,
    measuredAt: startedAt.toISOString(),
    fingerprint: {
      ...{ platform, scenario, profile, provenance },
      ...(sentParts && { sentParts }),
      ...(dataLabel && { dataLabel }),
    },
    figures: measuredNoise(changes, turns),
  };
  const unmeasured = changes.map(({ id }) => id).filter((id) => !noise.figures.some((of) => of.id === id));
  return { noise, file: await writeNoise(options.out, noise), unmeasured };
}

function planFor(
  shell: Shell,
  read: ReadConfig,
  { base, head }: Record<SideName, Version>,
  options: GateOptions,
): Promise<OutsidePlan> {
  return confirmedPlan(shell, read, verifyOptionsOf(options), [...new Set([base.url, head.url])]);
}

type InTurns = {
  shell: Shell;
  plan: OutsidePlan;
  versions: Record<SideName, Version>;
  changes: readonly PlannedChange[];
  pairs: number;
  looks: number;
  options: GateOptions;
  startedAt: Date;
};

/** Installs what is needed, makes the runs, and shows their progress. */
async function inTurns(
  stage: InTurns,
): Promise<{ folder: GateFolder; turns: MeasuredTurn[]; looks: number }> {
  const { shell, plan, versions, changes, pairs, looks, options, startedAt } = stage;
  await provision({
    need: ['k6'],
    env: shell.env,
    log: (line) => shell.stderr.write(`${line}\n`),
    signal: shell.signal,
  });
  const { measureBaseAndHead } = await import('../gate/base-head.ts'); // data is slow to load
  const folder = await createGateFolder(options.out, {
    startedAt,
    name: plan.platform.slug,
    random: randomBytes(3).toString('hex'),
  });
  const lookMs = (1 + 2 * pairs) * expectedRunMs(plan);
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), lookMs);
  const again = looks > 1 ? ', and as long again if the result is not clear' : '';
  shell.stderr.write(
    `\n  ${plan.platform.title}: ${formatCount(pairs, 'pair of runs', 'pairs of runs')}, about ${formatDuration(Math.ceil(lookMs / 60_000) * 60_000)}${again}\n\n`,
  );
  try {
    const measured = await measureBaseAndHead({
      system: plan,
      versions,
      changes,
      pairs,
      looks,
      randomSeed: plan.randomSeed,
      folder: { ...folder, path: resolve(folder.path) },
      env: shell.env,
      commandLine: process.argv.slice(2),
      signal: shell.signal,
      onProgress: display.onProgress,
    });
    return { folder, ...measured };
  } finally {
    display.close();
  }
}
