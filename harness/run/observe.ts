import { type Indicator, selectedTagNames } from '../model/indicator.ts';
import type { PartRestart, StatementTotal } from '../model/run.ts';
import { createHistograms, createTimeline, type RunFolder } from '../store/index.ts';
import { createMachineSampler } from '../telemetry/machine.ts';
import { commonBounds, missingIn } from '../telemetry/mapped-metrics.ts';
import { createBalancerSampler } from '../telemetry/nginx.ts';
import type { TakenSecond } from '../telemetry/otlp/open-second.ts';
import { startOtlpReceiver } from '../telemetry/otlp/receiver.ts';
import { PartWatch } from '../telemetry/part-watch.ts';
import { createDatabaseSampler } from '../telemetry/postgres.ts';
import { createProcessSampler, identitiesOfProcesses, type Part } from '../telemetry/processes.ts';
import { createServerSampler, readMetrics } from '../telemetry/prometheus.ts';
import { type LiveSecond, startRecorder } from '../telemetry/recorder.ts';
import { createCacheSampler } from '../telemetry/redis.ts';
import { SERVER_HISTOGRAM_UPPER_BOUNDS_MS } from '../telemetry/server-second.ts';
import type { Observed } from './system-under-test.ts';

const STATEMENTS_KEPT = 30;

export type ObserveOptions = {
  folder: RunFolder;
  system: Observed;
  /** what is measured about the run; their tags tell its requests apart */
  indicators: readonly Indicator[];
  /** the generator's processes that run at this moment */
  generators(): Part[];
  phaseAt(second: number): string | null;
  onLive(live: LiveSecond): void;
  /** what the generator reported for each second, in order */
  onTaken?(second: TakenSecond & { second: number }): void;
  onProblem(source: string, error: unknown): void;
  /** a part has been restarted since it was last seen, for whatever reason */
  onRestart(restart: PartRestart): void;
  /** the files cannot be written any more */
  onFailure(error: unknown): void;
};

/** An observation in progress, until `stop`. */
export type Observation = {
  otlpEndpoint: string;
  /** call when the load has ended; returns the statements that took the most time */
  stop(): Promise<StatementTotal[]>;
};

/** Starts observing generator, balancer, servers, database, cache, processes and machine, once a second on one clock. */
export async function observe(options: ObserveOptions): Promise<Observation> {
  const { folder, system, onProblem } = options;
  const receiver = await startOtlpReceiver({ tagNames: selectedTagNames(options.indicators) });
  const boundsMs = await boundsOf(system.servers, onProblem);
  const timeline = await createTimeline(folder, boundsMs);
  const histograms = await createHistograms(folder);
  const { cacheUrls: redisUrls, edgeStatusUrl: statusUrl } = system;
  const database = system.database ? createDatabaseSampler({ ...system.database, onProblem }) : null;
  const cache = redisUrls.length === 0 ? null : createCacheSampler({ redisUrls });
  const hasOwnStatistics = system.database?.hasOwnStatistics ?? false;
  const parts = (): Part[] => [
    ...system.processes(),
    ...options.generators(),
    { name: 'proofload', pid: process.pid },
  ];
  if (hasOwnStatistics) await database?.resetStatements();
  else await database?.markStatements().catch((error: unknown) => onProblem('database', error));
  const watch = new PartWatch();
  const tell = (restarts: PartRestart[]) => {
    for (const restart of restarts) options.onRestart(restart);
  };
  // These looks reveal what crashed before the recorder's first one.
  const atFirst = system.database?.atFirst;
  if (atFirst) watch.look(atFirst.atMs, [['postgres', atFirst.identity]]);
  const now = await database?.identity().catch((error: unknown) => onProblem('database', error));
  if (now) tell(watch.look(Date.now(), [['postgres', now]]));
  watch.look(Date.now(), identitiesOfProcesses(parts()));
  const recorder = startRecorder({
    receiver,
    samplers: {
      ...(statusUrl && { balancer: createBalancerSampler({ statusUrl }) }),
      servers: createServerSampler({ servers: () => system.servers, boundsMs, onProblem }),
      ...(database && { database }),
      ...(cache && { cache }),
      processes: createProcessSampler({ parts, onProblem }),
      machine: createMachineSampler({ onProblem }),
    },
    timeline: {
      write: async (second) => {
        tell(watch.see(second));
        await timeline.write(second);
      },
    },
    histograms,
    phaseAt: options.phaseAt,
    onLive: options.onLive,
    ...(options.onTaken && { onTaken: options.onTaken }),
    onProblem,
    onFailure: options.onFailure,
  });
  const close = () =>
    Promise.allSettled([
      database?.close(),
      cache?.close(),
      receiver.close(),
      timeline.close(),
      histograms.close(),
    ]);

  return {
    otlpEndpoint: receiver.endpoint,
    async stop() {
      try {
        await recorder.stop();
      } catch (error) {
        await close();
        throw error;
      }
      try {
        // The recorder does not see a crash in the last second of the load.
        const last = await database?.identity();
        if (last) tell(watch.look(Date.now(), [['postgres', last]]));
        return database ? await database.statementTotals(STATEMENTS_KEPT) : [];
      } catch (error) {
        onProblem('database', error);
        return [];
      } finally {
        await close();
      }
    },
  };
}

const METRICS_TIMEOUT_MS = 5_000;

/**
 * The bounds of the servers' histograms, without +Inf: for servers that are not ours, those that they have in common. Tells which of the
 * metrics that the user has named do not exist.
 */
async function boundsOf(
  servers: Observed['servers'],
  onProblem: ObserveOptions['onProblem'],
): Promise<readonly number[]> {
  const responses: Parameters<typeof commonBounds>[0][number][] = [];
  for (const server of servers) {
    const { name, mapping } = server;
    if (!mapping) continue;
    const exposition = await readMetrics(server, METRICS_TIMEOUT_MS).catch((error: unknown) => {
      onProblem(name, error);
      return null;
    });
    if (!exposition) continue;
    responses.push({ exposition, mapping });
    const missing = missingIn(exposition, mapping);
    if (missing.length > 0) onProblem(name, new Error(`it has no metric ${missing.join(' and no ')}`));
  }
  return servers.some(({ mapping }) => mapping) ? commonBounds(responses) : SERVER_HISTOGRAM_UPPER_BOUNDS_MS;
}
