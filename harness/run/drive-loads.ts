import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Climb } from '../capacity/climb.ts';
import type { GeneratorSecond } from '../capacity/level.ts';
import { driveLoad } from '../load/k6/drive.ts';
import type { PlannedLoad } from '../model/load.ts';
import type { Run } from '../model/run.ts';
import { withoutUrlSecrets } from '../model/secrets.ts';
import type { RunFolder, RunJournal } from '../store/index.ts';
import { usersAlive } from '../summary/users-alive.ts';
import type { PlantedDefectsAtWork } from '../system/defects/planted-defects.ts';
import type { RunningProgram, Supervisor } from '../system/supervision/supervisor.ts';
import { generatorClient } from './generator-client.ts';
import { type Observation, observe } from './observe.ts';
import { phasesUntil } from './recorded-time.ts';
import type { RunOptions } from './run.ts';
import { RunningFaults } from './running-faults.ts';
import { isSurprise } from './surprise.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** The file of the bundled scenario, which is made before anything is started. */
export function bundleFileOf(folder: RunFolder): string {
  return join(folder.k6Folder, 'scenario.js');
}

/**
 * Drives the loads of the profile one after the other, with their faults, while everything is observed. Fills in
 * the run's phases, events and statements as they come, even if it ends early.
 */
export async function driveLoads(
  options: RunOptions,
  folder: RunFolder,
  supervisor: Supervisor,
  system: SystemUnderTest,
  k6: string,
  journal: RunJournal,
): Promise<void> {
  const { onProgress } = options;
  const { run } = journal;
  let generators: RunningProgram[] = [];
  let current: PlannedLoad | undefined;
  let watching: ((second: GeneratorSecond) => void) | undefined;
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const faults = new RunningFaults(system, journal, onProgress);
  const observation = await observe({
    folder,
    system: system.observed,
    indicators: [...run.targets.map(({ indicator }) => indicator), ...(options.measures ?? [])],
    generators: () => generators,
    phaseAt: (second) => phaseNameAt(run, second),
    onLive: (figures) =>
      onProgress({ kind: 'live', figures: { ...figures, users: usersAlive(current?.load, figures.users) } }),
    onTaken: (second) => watching?.(second),
    onProblem: reportOnce((source, error) => {
      if (faults.silences(source)) return false;
      const what = `Could not read the figures of ${source} (${error instanceof Error ? error.message : error})`;
      journal.note({ atMs: Date.now(), kind: 'note', what: withoutUrlSecrets(what) });
      return true;
    }),
    onRestart: (restart) => {
      if (!isSurprise(restart, run)) return;
      journal.note({ ...restart, kind: 'part-restarted' });
      onProgress({ kind: 'event', what: restart.what });
    },
    onFailure: (error) => ending.abort(error),
  });
  let planted: PlantedDefectsAtWork | undefined;
  const driveAll = async () => {
    planted = await system.plant?.(options.plantedDefects);
    onProgress({ kind: 'begin', step: 'load', label: 'starting the generator' });
    for (const load of options.profile.loads) {
      current = load;
      await driveOneLoad(
        { options: { ...options, signal }, folder, supervisor, system, k6, journal, observation, faults },
        load,
        (parts) => {
          generators = parts;
        },
        (watch) => {
          watching = watch;
        },
      );
      generators = [];
      watching = undefined;
    }
    onProgress({ kind: 'end', step: 'load', detail: `${run.phases.length} phases` });
  };
  const endAll = async () => {
    await planted?.stop();
    run.statements = await observation.stop();
  };
  const [driven] = await Promise.allSettled([driveAll()]);
  const [ended] = await Promise.allSettled([endAll()]);
  // What fails at the end is often a consequence: the first reason is the cause.
  for (const each of [driven, ended]) if (each.status === 'rejected') throw each.reason;
}

/** How long parts have to come back after a load ended early: PostgreSQL recovers within a few seconds. */
const RETURN_TIMEOUT_MS = 10_000;

type Drive = {
  options: RunOptions;
  folder: RunFolder;
  supervisor: Supervisor;
  system: SystemUnderTest;
  k6: string;
  journal: RunJournal;
  observation: Observation;
  faults: RunningFaults;
};

async function driveOneLoad(
  { options, folder, supervisor, system, k6, journal, observation, faults }: Drive,
  load: PlannedLoad,
  onStarted: (generators: RunningProgram[]) => void,
  onSeconds: (watch: (second: GeneratorSecond) => void) => void,
): Promise<void> {
  const failed = new AbortController();
  const climb = new Climb(load);
  const { promise: enough, resolve: stopClimbing } = Promise.withResolvers<void>();
  const timers: NodeJS.Timeout[] = [];
  try {
    await driveLoad({
      load,
      supervisor,
      ...generatorClient(system, k6, folder, options.env),
      bundleFile: bundleFileOf(folder),
      otlpEndpoint: observation.otlpEndpoint,
      randomSeed: options.randomSeed,
      signal: AbortSignal.any([options.signal, failed.signal]),
      onStarted,
      enough,
      onReleased(phases) {
        climb.begin(phases);
        onSeconds((second) => {
          if (climb.add(second)) stopClimbing();
        });
        journal.begin(phases);
        for (const { name, startMs, endMs } of phases) {
          const announce = () => options.onProgress({ kind: 'phase', name, durationMs: endMs - startMs });
          timers.push(setTimeout(announce, Math.max(0, startMs - Date.now())));
        }
        for (const [index, phase] of load.phases.entries())
          faults.begin(phase, phases[index]!.startMs, (error) => failed.abort(error));
      },
    });
    await faults.end();
  } finally {
    journal.run.phases = phasesUntil(journal.run.phases, Date.now());
    for (const timer of timers) clearTimeout(timer);
    // No part stays paused or stopped. One that cannot come back, because another one died, is not waited for.
    await Promise.race([faults.end().catch(() => {}), sleep(RETURN_TIMEOUT_MS, undefined, { ref: false })]);
  }
}

/** The phase in which the whole of a wall-clock second lies. */
function phaseNameAt(run: Run, second: number): string | null {
  const [fromMs, toMs] = [second * 1000, (second + 1) * 1000];
  return run.phases.find(({ startMs, endMs }) => startMs <= fromMs && toMs <= endMs)?.name ?? null;
}

/** A source that fails every second would fill the run's events, so only its first failure that is worth a report is kept. */
function reportOnce(
  report: (source: string, error: unknown) => boolean,
): (source: string, error: unknown) => void {
  const reported = new Set<string>();
  return (source, error) => {
    if (!reported.has(source) && report(source, error)) reported.add(source);
  };
}
