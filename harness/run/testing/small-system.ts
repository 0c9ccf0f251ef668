import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provision } from '../../../scripts/provision/index.ts';
import { issueSessions, seedPlatform } from '../../../seed/index.ts';
import { bundleScenario } from '../../load/k6/bundle.ts';
import { driveLoad } from '../../load/k6/drive.ts';
import type { PlannedLoad } from '../../model/load.ts';
import type { PlantedDefects, Run, RunPhase } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import type { Target } from '../../model/target.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { Topology } from '../../model/topology.ts';
import type { Verdict } from '../../model/verdict.ts';
import { createRunFolder, writeRun } from '../../store/index.ts';
import { sampleRun } from '../../store/testing/samples.ts';
import { plantDefects } from '../../system/defects/planted-defects.ts';
import { givenStoresIn, programsOf } from '../../system/planned-parts.ts';
import { findK6, findPrograms } from '../../system/programs/programs.ts';
import { startStores } from '../../system/stores.ts';
import { type RunningProgram, Supervisor } from '../../system/supervision/supervisor.ts';
import { startSystem } from '../../system/system.ts';
import { machineFacts } from '../../telemetry/provenance.ts';
import { judgeRun } from '../judge-run.ts';
import { loadPlatform } from '../load-platform.ts';
import { observe } from '../observe.ts';
import { observedOf } from '../observed.ts';

const PLATFORM = 'tvet-connect';
const USERS = 60;

export type SmallRun = {
  name: string;
  topology?: Partial<Topology>;
  plantedDefects?: PlantedDefects;
  ratePerSec: number;
  target: Target;
  /** called when the load begins; the function that it returns is called when the load has ended */
  disturb?(generators: RunningProgram[]): () => void;
};

/** Data of a few users, made once, with a separate system for each measurement. */
export type SmallSystem = {
  /** An open load of some seconds, observed and judged like any other run. Its judged phase is called 'steady'. */
  measure(plan: SmallRun): Promise<{ run: Run; summary: Summary; verdict: Verdict }>;
  end(): Promise<void>;
};

export async function startSmallSystem(): Promise<SmallSystem> {
  await provision({
    need: ['k6', ...programsOf([DOCUMENTED_TOPOLOGY], givenStoresIn(process.env))],
    env: process.env,
    log: console.error,
  });
  const folder = await mkdtemp(join(tmpdir(), 'proofload-small-'));
  const [programs, k6] = await Promise.all([findPrograms(process.env), findK6(process.env)]);
  const supervisor = await Supervisor.start({ logFile: join(folder, 'guardian.log') });
  const stores = await startStores({ folder, supervisor, programs, topology: DOCUMENTED_TOPOLOGY });
  const manifest = await seedPlatform({
    platform: PLATFORM,
    databaseUrl: stores.databaseUrl,
    size: USERS,
    randomSeed: 1,
  });
  const worldFile = join(folder, 'world.json');
  await issueSessions({ databaseUrl: stores.databaseUrl, redisUrl: stores.redisUrl, manifest, worldFile });
  const bundleFile = join(folder, 'scenario.js');
  const platform = await loadPlatform(PLATFORM);
  await bundleScenario(platform.scenario.loadFile, bundleFile);

  return {
    async measure({ name, topology: factors = {}, plantedDefects = {}, ratePerSec, target, disturb }) {
      const runFolder = await createRunFolder(folder, name);
      const topology = { ...DOCUMENTED_TOPOLOGY, servers: 1, ...factors };
      const load: PlannedLoad = {
        name: 'open',
        load: { model: 'open', arrivalRatePerSec: ratePerSec },
        generatorProcesses: 1,
        phases: [
          { name: 'warm-up', kind: 'warm-up', durationMs: 3_000 },
          { name: 'steady', kind: 'steady', durationMs: 8_000 },
        ],
      };
      const system = await startSystem({
        stores,
        supervisor,
        programs,
        topology,
        plantedDefects,
        platform: PLATFORM,
        folder: runFolder.path,
      });
      const phases: RunPhase[] = [];
      let generators: RunningProgram[] = [];
      let settle = (): void => {};
      const observation = await observe({
        folder: runFolder,
        system: observedOf(stores, system),
        indicators: [target.indicator],
        generators: () => generators,
        phaseAt: () => null,
        onLive: () => {},
        onProblem: () => {},
        onRestart: () => {},
        onFailure: (error) => {
          throw error;
        },
      });
      const defects = await plantDefects(plantedDefects, stores);
      try {
        await driveLoad({
          load,
          supervisor,
          k6: k6.path,
          bundleFile,
          baseUrl: system.baseUrl,
          worldFile,
          otlpEndpoint: observation.otlpEndpoint,
          folder: runFolder.k6Folder,
          randomSeed: 1,
          signal: new AbortController().signal,
          onStarted(parts) {
            generators = parts;
          },
          onReleased(released) {
            phases.push(...released);
            settle = disturb?.(generators) ?? settle;
          },
        });
      } finally {
        settle();
        await defects.stop();
        await observation.stop();
        await system.stop();
      }
      const { provenance, ...run } = sampleRun({
        id: name,
        topology,
        plantedDefects,
        phases,
        targets: [target],
      });
      await writeRun(runFolder, {
        ...run,
        profile: { loads: [load] },
        provenance: { ...provenance, machine: machineFacts() },
      });
      return judgeRun(runFolder);
    },
    async end() {
      await supervisor.stopAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
