import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleScenario } from '../../load/k6/bundle.ts';
import { driveLoad } from '../../load/k6/drive.ts';
import { type StandInServer, startStandInServer } from '../../load/k6/testing/stand-in-server.ts';
import type { HistogramSecond } from '../../model/histogram.ts';
import type { PlannedLoad } from '../../model/load.ts';
import type { Run, RunPhase } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import type { TimelineSecond } from '../../model/timeline.ts';
import type { Verdict } from '../../model/verdict.ts';
import { sampleRun } from '../../store/testing/samples.ts';
import { Summarizer } from '../../summary/summarize.ts';
import { findK6 } from '../../system/programs/programs.ts';
import { Supervisor } from '../../system/supervision/supervisor.ts';
import { startOtlpReceiver } from '../../telemetry/otlp/receiver.ts';
import { createProcessSampler, type Part } from '../../telemetry/processes.ts';
import { machineFacts } from '../../telemetry/provenance.ts';
import { startRecorder } from '../../telemetry/recorder.ts';
import { judge } from '../../verdict/judge.ts';

const SCENARIO = join(import.meta.dirname, '../../../scenarios/testing/stand-in.ts');

export const STEADY = 'steady';

export const open = (arrivalRatePerSec: number) => ({ model: 'open', arrivalRatePerSec }) as const;
export const closed = (users: number, thinkTimeMs: number) =>
  ({ model: 'closed', users, thinkTimeMs }) as const;

/** What most small runs are judged by. */
export const RESPONSE_TIME: Target = {
  id: 'small.p95',
  statement: '95% within 200 ms',
  source: { document: 'd', section: 's' },
  indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
  operator: '<',
  bound: 200,
  phases: [STEADY],
};

/** The violated checks of a verdict, each as `name: reason`. */
export const violated = ({ validity }: Verdict) =>
  validity.checks
    .filter(({ status }) => status === 'violated')
    .map(({ name, reason }) => `${name}: ${reason}`);
export const violatedNames = (verdict: Verdict) => violated(verdict).map((line) => line.split(':')[0]);

/** What a test can do to a run while it is in progress. */
export type Stage = {
  server: StandInServer;
  /** processes of the generator */
  generators: readonly Part[];
  /** from now on, the generator's reports are thrown away, or no longer */
  silence(isSilent: boolean): void;
};

export type SmallRun = {
  load: PlannedLoad['load'];
  steadyMs: number;
  targets?: Target[];
  /** a line of shell that runs before k6 in its process, like "ulimit -n 64" */
  before?: string;
  /** called when the steady phase begins */
  onSteady?(stage: Stage): void;
};

/** A run of a few seconds: real k6 against a stand-in server, recorded, summarized and judged as any other. */
export async function smallRun(request: SmallRun): Promise<{ verdict: Verdict; seconds: TimelineSecond[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-small-run-'));
  const [server, receiver, supervisor] = await Promise.all([
    startStandInServer(),
    startOtlpReceiver(),
    Supervisor.start({ logFile: join(folder, 'guardian.log') }),
  ]);
  const telemetry = await startProxy(receiver.endpoint);
  const load: PlannedLoad = {
    name: 'small',
    load: request.load,
    generatorProcesses: 1,
    phases: [
      { name: 'first', kind: 'ramp-up', durationMs: 2000 },
      { name: STEADY, kind: 'steady', durationMs: request.steadyMs },
    ],
  };
  const seconds: TimelineSecond[] = [];
  const histograms: HistogramSecond[] = [];
  let generators: Part[] = [];
  let phases: RunPhase[] = [];
  let timer: NodeJS.Timeout | undefined;
  const recorder = startRecorder({
    receiver,
    // Not the machine: how busy it is depends on what else runs on it.
    samplers: { processes: createProcessSampler({ parts: () => generators }) },
    timeline: { write: async (second) => void seconds.push(second) },
    histograms: { write: async (...lines) => void histograms.push(...lines) },
    phaseAt: () => null,
  });
  try {
    const bundleFile = join(folder, 'scenario.js');
    await bundleScenario(SCENARIO, bundleFile);
    const worldFile = join(folder, 'paths.json');
    await writeFile(worldFile, JSON.stringify(['/right']));
    await driveLoad({
      load,
      supervisor,
      k6: await k6Program(folder, request.before),
      bundleFile,
      baseUrl: server.url,
      worldFile,
      otlpEndpoint: telemetry.endpoint,
      folder,
      randomSeed: 1,
      signal: new AbortController().signal,
      onStarted: (parts) => {
        generators = parts;
      },
      onReleased(released) {
        phases = released;
        const stage = { server, generators, silence: telemetry.silence };
        timer = setTimeout(() => request.onSteady?.(stage), released[1]!.startMs - Date.now());
      },
    });
    await recorder.stop();
  } finally {
    clearTimeout(timer);
    await supervisor.stopAll();
    await Promise.all([server.close(), receiver.close(), telemetry.close()]);
    await rm(folder, { recursive: true, force: true });
  }
  return { verdict: judged(load, phases, { seconds, histograms }, request.targets ?? []), seconds };
}

function judged(
  load: PlannedLoad,
  phases: RunPhase[],
  { seconds, histograms }: { seconds: TimelineSecond[]; histograms: HistogramSecond[] },
  targets: Target[],
): Verdict {
  const sample = sampleRun();
  const run: Run = {
    ...sample,
    targets,
    profile: { loads: [load] },
    phases,
    provenance: { ...sample.provenance, machine: machineFacts() },
  };
  const summarizer = new Summarizer(run, {
    schemaVersion: 1,
    kind: 'timeline',
    serverHistogramUpperBoundsMs: [],
  });
  for (const second of seconds) summarizer.addSecond(second);
  for (const line of histograms) summarizer.addHistogram(line);
  return judge(run, summarizer.finish());
}

async function k6Program(folder: string, before: string | undefined): Promise<string> {
  const { path } = await findK6(process.env);
  if (before === undefined) return path;
  const program = join(folder, 'k6.sh');
  await writeFile(program, `#!/bin/sh\n${before}\nexec "${path}" "$@"\n`, { mode: 0o755 });
  return program;
}

/** Passes exports on to the receiver, or refuses them for good: after a 400, k6 does not retry. */
async function startProxy(endpoint: string) {
  let isSilent = false;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (isSilent) {
      response.writeHead(400).end();
      return;
    }
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const answer = await fetch(`http://${endpoint}${request.url}`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    silence: (value: boolean) => {
      isSilent = value;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
