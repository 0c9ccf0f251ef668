import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { driveLoad } from '../load/k6/drive.ts';
import type { PlannedLoad } from '../model/load.ts';
import type { Run } from '../model/run.ts';
import { withoutUrlSecrets } from '../model/secrets.ts';
import type { RunFolder, RunJournal } from '../store/index.ts';
import { type ScheduledFaults, scheduleFaults } from '../system/faults/injected-faults.ts';
import { type PlantedFaultsAtWork, plantFaults } from '../system/faults/planted-faults.ts';
import type { Part, Supervisor } from '../system/supervision/supervisor.ts';
import { generatorClient } from './generator-client.ts';
import { type Observation, observe } from './observe.ts';
import type { Reached } from './outside-system.ts';
import type { Prepared } from './prepare-system.ts';
import { phasesUntil } from './recorded-time.ts';
import type { RunOptions } from './run.ts';
import { isSurprise } from './surprise.ts';

/** The scenario as k6 runs it, made before anything is started. */
export function bundleFileOf(folder: RunFolder): string {
  return join(folder.k6Folder, 'scenario.js');
}

/**
 * Offers the loads of the profile one after the other, with their faults, while everything is looked at. Fills in
 * the run's phases, events and statements as they come, also when it ends early.
 */
export async function driveLoads(
  options: RunOptions,
  folder: RunFolder,
  supervisor: Supervisor,
  prepared: Prepared | Reached,
  journal: RunJournal,
): Promise<void> {
  const { onProgress } = options;
  const { run } = journal;
  let generators: Part[] = [];
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const observation = await observe({
    folder,
    prepared,
    indicators: [...run.targets.map(({ indicator }) => indicator), ...(options.measures ?? [])],
    generators: () => generators,
    phaseAt: (second) => phaseNameAt(run, second),
    onLive: (figures) => onProgress({ kind: 'live', figures }),
    onProblem: reportOnce((source, error) => {
      const what = `${source} gave no answer when it was looked at: ${error instanceof Error ? error.message : error}`;
      journal.note({ atMs: Date.now(), kind: 'note', what: withoutUrlSecrets(what) });
    }),
    onRestart: (restart) => {
      if (!isSurprise(restart, run)) return;
      journal.note({ ...restart, kind: 'part-restarted' });
      onProgress({ kind: 'event', what: restart.what });
    },
    onFailure: (error) => ending.abort(error),
  });
  let faults: PlantedFaultsAtWork | null = null;
  const offerAll = async () => {
    if (prepared.manifest !== null) faults = await plantFaults(options.plantedFaults, prepared.stores);
    onProgress({ kind: 'begin', step: 'load', label: 'starting the generator' });
    for (const load of options.profile.loads) {
      await driveOneLoad(
        { options: { ...options, signal }, folder, supervisor, prepared, journal, observation },
        load,
        (parts) => {
          generators = parts;
        },
      );
      generators = [];
    }
    onProgress({ kind: 'end', step: 'load', detail: `${run.phases.length} phases` });
  };
  const endAll = async () => {
    await faults?.stop();
    run.statements = await observation.stop();
  };
  const [offered] = await Promise.allSettled([offerAll()]);
  const [ended] = await Promise.allSettled([endAll()]);
  // What fails at the end is often a consequence: the first reason is the cause.
  for (const each of [offered, ended]) if (each.status === 'rejected') throw each.reason;
}

type Offer = {
  options: RunOptions;
  folder: RunFolder;
  supervisor: Supervisor;
  prepared: Prepared | Reached;
  journal: RunJournal;
  observation: Observation;
};

async function driveOneLoad(
  { options, folder, supervisor, prepared, journal, observation }: Offer,
  load: PlannedLoad,
  onStarted: (parts: Part[]) => void,
): Promise<void> {
  const faults = new AbortController();
  const signal = AbortSignal.any([options.signal, faults.signal]);
  let scheduled: ScheduledFaults[] = [];
  const timers: NodeJS.Timeout[] = [];
  try {
    await driveLoad({
      load,
      supervisor,
      ...generatorClient(prepared, folder, options.env),
      bundleFile: bundleFileOf(folder),
      otlpEndpoint: observation.otlpEndpoint,
      randomSeed: options.randomSeed,
      signal,
      onStarted,
      onReleased(phases) {
        journal.begin(phases);
        for (const { name, startMs, endMs } of phases) {
          const announce = () => options.onProgress({ kind: 'phase', name, durationMs: endMs - startMs });
          timers.push(setTimeout(announce, Math.max(0, startMs - Date.now())));
        }
        if (prepared.manifest === null) return; // nobody kills a server that was not started here
        const { system } = prepared;
        scheduled = load.phases.map((phase, index) => {
          const ofPhase = scheduleFaults(
            phase,
            phases[index]!.startMs,
            system,
            (event) => {
              journal.note(event);
              options.onProgress({ kind: 'event', what: event.what });
            },
            {
              nowMs: Date.now,
              sleep: (durationMs, sleepSignal) =>
                sleep(Math.max(0, durationMs), undefined, { signal: sleepSignal }),
            },
          );
          ofPhase.done.catch((error: unknown) => faults.abort(error));
          return ofPhase;
        });
      },
    });
    await Promise.all(scheduled.map((ofPhase) => ofPhase.end()));
  } finally {
    journal.run.phases = phasesUntil(journal.run.phases, Date.now());
    for (const timer of timers) clearTimeout(timer);
    for (const ofPhase of scheduled) ofPhase.cancel();
  }
}

/** The phase that the whole of a wall-clock second lies in. */
function phaseNameAt(run: Run, second: number): string | null {
  const [fromMs, toMs] = [second * 1000, (second + 1) * 1000];
  return run.phases.find(({ startMs, endMs }) => startMs <= fromMs && toMs <= endMs)?.name ?? null;
}

/** A source that fails every second would fill the run's events: the first failure of each is kept. */
function reportOnce(
  report: (source: string, error: unknown) => void,
): (source: string, error: unknown) => void {
  const reported = new Set<string>();
  return (source, error) => {
    if (reported.has(source)) return;
    reported.add(source);
    report(source, error);
  };
}
