import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { driveLoad } from '../load/k6/drive.ts';
import type { MachineUse } from '../model/calibration.ts';
import type { ClosedLoad, OpenLoad, PlannedLoad } from '../model/load.ts';
import type { RunPhase } from '../model/run.ts';
import type { PhaseSummary, Summary } from '../model/summary.ts';
import { Summarizer } from '../summary/summarize.ts';
import type { Part } from '../telemetry/processes.ts';
import { SERVER_HISTOGRAM_UPPER_BOUNDS_MS } from '../telemetry/server-second.ts';
import { type CpuLook, machineUseOf, watchMachine } from './machine-watch.ts';
import type { Stage } from './stage.ts';
import { type Recorded, startTelemetry } from './telemetry.ts';

const WARM_UP_PHASE = 'warm-up';
const JUDGED_PHASE = 'judged';

export type KnownLoad = {
  /** names its files; unique within a calibration */
  name: string;
  route: string;
  load: OpenLoad | ClosedLoad;
  warmUpMs: number;
  /** whole periods of whatever repeats, because requests count at their intended start; a phase begins in the middle of a second */
  judgedMs: number;
};

/** What was measured about one load, on the same path as in a real run: receiver, recorder, summary. */
export type KnownLoadSeen = {
  phase: PhaseSummary;
  summary: Summary;
  /** responses reported over the whole load, including warm-up and drain */
  completed: number;
  machine: MachineUse;
  looks: CpuLook[];
};

/**
 * Offers one load to a route of the known server, measured as in a run: k6's driver, OTLP, recorder with its samplers,
 * Summarizer.
 * @throws ProofloadError GENERATOR_FAILED; the signal's reason
 */
export async function offerMeasured(stage: Stage, known: KnownLoad): Promise<KnownLoadSeen> {
  const { phases, judged, looks, recorded } = await offer(stage, known, { telemetry: true });
  const summarizer = new Summarizer(
    { phases, profile: { loads: [plannedLoad(known)] }, events: [], targets: [], sessionFamily: null },
    {
      schemaVersion: 1,
      kind: 'timeline',
      serverHistogramUpperBoundsMs: [...SERVER_HISTOGRAM_UPPER_BOUNDS_MS],
    },
  );
  for (const second of recorded.seconds) summarizer.addSecond(second);
  for (const line of recorded.histograms) summarizer.addHistogram(line);
  const summary = summarizer.finish();
  return {
    phase: summary.phases.find(({ name }) => name === JUDGED_PHASE)!,
    summary,
    completed: recorded.seconds.reduce((sum, { client }) => sum + (client?.completed ?? 0), 0),
    machine: machineUseOf(looks, judged.startMs, judged.endMs),
    looks,
  };
}

export type Offered = {
  /** all phases, including the judged one */
  phases: RunPhase[];
  judged: RunPhase;
  looks: CpuLook[];
  /** empty without telemetry */
  recorded: Recorded;
};

/** Offers one load, with telemetry or without. `onJudging` gets the times of the judged phase in advance, and may observe it. */
export async function offer(
  stage: Stage,
  known: KnownLoad,
  {
    telemetry: isSeen,
    onJudging = () => {},
  }: { telemetry: boolean; onJudging?: (judged: RunPhase, generators: readonly Part[]) => void },
): Promise<Offered> {
  const worldFile = join(stage.folder, `${known.name}-route.json`);
  await writeFile(worldFile, JSON.stringify({ route: known.route }));
  await stage.server.begin(known.route);
  let generators: readonly Part[] = [];
  const parts = () => partsOf(stage, generators);
  const telemetry = isSeen ? await startTelemetry(stage, parts) : null;
  const watch = watchMachine(parts);
  let phases: RunPhase[] = [];
  let looks: CpuLook[] = [];
  let recorded: Recorded = { seconds: [], histograms: [] };
  try {
    await driveLoad({
      load: plannedLoad(known),
      supervisor: stage.supervisor,
      k6: stage.k6,
      bundleFile: stage.bundleFile,
      baseUrl: stage.server.url,
      worldFile,
      otlpEndpoint: telemetry?.otlpEndpoint ?? null,
      folder: stage.folder,
      randomSeed: 1,
      signal: stage.signal,
      onStarted: (started) => {
        generators = started;
      },
      onReleased(released) {
        const [first, last] = [released[0]!, released.at(-1)!];
        stage.onProgress({ kind: 'phase', name: known.name, durationMs: last.endMs - first.startMs });
        phases = released;
        onJudging(last, parts());
      },
    });
  } finally {
    looks = watch.stop();
    if (telemetry) recorded = await telemetry.stop();
  }
  return { phases, judged: phases.at(-1)!, looks, recorded };
}

/** The processes whose CPU time counts as ours: generator, server, and the harness itself. */
export function partsOf(stage: Stage, generators: readonly Part[]): Part[] {
  const { name, pid } = stage.server.part;
  return [...generators, { name, pid }, { name: 'proofload', pid: process.pid }];
}

function plannedLoad({ name, load, warmUpMs, judgedMs }: KnownLoad): PlannedLoad {
  return {
    name,
    load,
    generatorProcesses: 1,
    phases: [
      // Not a 'warm-up': k6 cuts off its last requests, but here both the server and we count every request of a load.
      { name: WARM_UP_PHASE, kind: 'ramp-up', durationMs: warmUpMs },
      { name: JUDGED_PHASE, kind: 'steady', durationMs: judgedMs },
    ],
  };
}
