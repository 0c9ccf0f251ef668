import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOfPage } from '../../../model/histogram.ts';
import type { ClosedLoad, OpenLoad, PhaseKind, PlannedLoad } from '../../../model/load.ts';
import type { RunPhase } from '../../../model/run.ts';
import type { CountsOfPhase } from '../../../model/timeline.ts';
import { ExponentialHistogram } from '../../../stats/exponential-histogram.ts';
import { type SecondRange, wholeSeconds } from '../../../summary/load-window.ts';
import { findK6 } from '../../../system/programs/programs.ts';
import { type RunningProgram, Supervisor } from '../../../system/supervision/supervisor.ts';
import { startOtlpReceiver } from '../../../telemetry/otlp/receiver.ts';
import { bundleScenario } from '../bundle.ts';
import { driveLoad } from '../drive.ts';
import { startStandInServer } from './stand-in-server.ts';

const SCENARIO = join(import.meta.dirname, '../../../../scenarios/testing/stand-in.ts');

export type DriveRequest = {
  load: OpenLoad | ClosedLoad;
  durationMs: number;
  generatorProcesses?: number;
  /** of the first of its two phases; default: a ramp-up */
  firstKind?: PhaseKind;
  /** what the scenario requests, in turn */
  paths?: string[];
  bundleFile?: string;
  baseUrl?: string;
  signal?: AbortSignal;
  onStarted?(parts: RunningProgram[]): void;
  onReleased?(): void;
};

/** What k6 reported over the whole load. */
export type Reported = {
  attempted: number;
  correct: number;
  refused: number;
  dropped: number;
  mostUsers: number;
  failedByReason: Record<string, number>;
  /** by the phase of the intended start */
  byPhase: Record<string, CountsOfPhase>;
  responseTimeMs: ExponentialHistogram;
  /** the same by phase, and for failed requests */
  responseTimeMsOf: Record<string, ExponentialHistogram>;
  failedResponseTimeMs: ExponentialHistogram;
  serviceTimeMs: ExponentialHistogram;
  startDelayMs: ExponentialHistogram;
};

export type Driven = { phases: RunPhase[]; reported: Reported; inSecondPhase: Reported };

export type Drive = Awaited<ReturnType<typeof startDrive>>;

/** Real k6 against a stand-in server, with the real receiver. */
export async function startDrive() {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-drive-'));
  const [server, receiver, k6, supervisor] = await Promise.all([
    startStandInServer(),
    startOtlpReceiver(),
    findK6({ PATH: process.env.PATH }),
    Supervisor.start({ logFile: join(folder, 'guardian.log') }),
  ]);
  const bundleFile = join(folder, 'scenario.js');
  await bundleScenario(SCENARIO, bundleFile);

  return {
    server,
    folder,
    supervisor,
    async drive(request: DriveRequest): Promise<Driven> {
      const worldFile = join(folder, 'paths.json');
      await writeFile(worldFile, JSON.stringify(request.paths ?? ['/right']));
      const load: PlannedLoad = {
        name: 'load',
        load: request.load,
        generatorProcesses: request.generatorProcesses ?? 1,
        phases: [
          { name: 'first', kind: request.firstKind ?? 'ramp-up', durationMs: request.durationMs / 2 },
          { name: 'second', kind: 'steady', durationMs: request.durationMs / 2 },
        ],
      };
      const phases: RunPhase[] = [];
      const beganSecond = Math.floor(Date.now() / 1000);
      await driveLoad({
        load,
        supervisor,
        k6: k6.path,
        bundleFile: request.bundleFile ?? bundleFile,
        baseUrl: request.baseUrl ?? server.url,
        worldFile,
        otlpEndpoint: receiver.endpoint,
        folder,
        randomSeed: 1,
        signal: request.signal ?? new AbortController().signal,
        onStarted: request.onStarted ?? (() => {}),
        onReleased(released) {
          phases.push(...released);
          request.onReleased?.();
        },
      });
      const seconds = new Map<number, Taken>();
      for (let second = beganSecond; second <= Date.now() / 1000 + 1; second++) {
        seconds.set(second, receiver.takeSecond(second));
      }
      const reportedIn = ({ first, end }: SecondRange) => {
        const reported = emptyReport();
        for (const [second, taken] of seconds)
          if (second >= first && second < end) addSecond(reported, taken);
        return reported;
      };
      return {
        phases,
        reported: reportedIn({ first: beganSecond, end: Number.POSITIVE_INFINITY }),
        inSecondPhase: reportedIn(wholeSeconds(phases[1]!)),
      };
    },
    async acknowledgements(): Promise<string[]> {
      const files = (await readdir(folder)).filter((name) => name.startsWith('acks-'));
      const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
      return texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
    },
    async end(): Promise<void> {
      await supervisor.stopAll();
      await Promise.all([server.close(), receiver.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function emptyReport(): Reported {
  return {
    attempted: 0,
    correct: 0,
    refused: 0,
    dropped: 0,
    mostUsers: 0,
    failedByReason: {},
    byPhase: {},
    responseTimeMs: new ExponentialHistogram(),
    responseTimeMsOf: {},
    failedResponseTimeMs: new ExponentialHistogram(),
    serviceTimeMs: new ExponentialHistogram(),
    startDelayMs: new ExponentialHistogram(),
  };
}

type Taken = ReturnType<Awaited<ReturnType<typeof startOtlpReceiver>>['takeSecond']>;

function addSecond(reported: Reported, { client, histograms }: Taken): void {
  if (client) {
    reported.attempted += client.attempted;
    reported.correct += client.correct;
    reported.refused += client.refused;
    reported.dropped += client.droppedIterations;
    reported.mostUsers = Math.max(reported.mostUsers, client.users);
    addReasons(reported.failedByReason, client.failedByReason);
    for (const [phase, counts] of Object.entries(client.byPhase ?? {})) {
      reported.byPhase[phase] ??= {
        attempted: 0,
        correct: 0,
        failed: 0,
        refused: 0,
        dropped: 0,
        failedByReason: {},
      };
      const sum = reported.byPhase[phase];
      for (const name of ['attempted', 'correct', 'failed', 'refused', 'dropped'] as const)
        sum[name] += counts[name];
      addReasons(sum.failedByReason, counts.failedByReason);
    }
  }
  for (const line of histograms) {
    if (isOfPage(line)) continue;
    const { metric, phase = 'unknown', failed, histogram } = line;
    reported[metric].mergeEncoded(histogram);
    if (metric !== 'responseTimeMs') continue;
    reported.responseTimeMsOf[phase] ??= new ExponentialHistogram();
    reported.responseTimeMsOf[phase].mergeEncoded(histogram);
    if (failed) reported.failedResponseTimeMs.mergeEncoded(histogram);
  }
}

function addReasons(sum: Record<string, number>, more: Record<string, number>): void {
  for (const [reason, count] of Object.entries(more)) sum[reason] = (sum[reason] ?? 0) + count;
}
