import type { HistogramSecond } from '../model/histogram.ts';
import type {
  BalancerSecond,
  CacheSecond,
  DatabaseSecond,
  MachineSecond,
  ProcessSecond,
  ServerSecond,
  TimelineSecond,
} from '../model/timeline.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { WithEndless } from '../stats/with-endless.ts';
import { systemClock, type WallClock } from './clock.ts';
import type { TakenSecond } from './otlp/open-second.ts';
import type { OnProblem, Sampler } from './sampler.ts';

/** How long after its end a second waits for late exports and slow samples. */
const SETTLE_SEC = 3;

/** Samplers of everything that can be watched. What a run does not have is left out. */
export type Samplers = {
  balancer?: Sampler<BalancerSecond>;
  servers?: Sampler<ServerSecond[]>;
  database?: Sampler<DatabaseSecond>;
  cache?: Sampler<CacheSecond>;
  processes?: Sampler<ProcessSecond[]>;
  machine?: Sampler<MachineSecond>;
};

/** The generator's figures of one second, for live progress. `responseTimeP95Ms` is null if fewer than 95% were answered. */
export type LiveSecond = {
  second: number;
  ratePerSec: number;
  responseTimeP95Ms: number | null;
  failed: number;
  users: number;
};

export type RecorderOptions = {
  receiver: { takeSecond(second: number): TakenSecond };
  samplers: Samplers;
  timeline: { write(second: TimelineSecond): Promise<void> };
  histograms: { write(...seconds: HistogramSecond[]): Promise<void> };
  /** The name of the phase that contains this whole second. Called when the second is written. */
  phaseAt(second: number): string | null;
  clock?: WallClock;
  onLive?(live: LiveSecond): void;
  /** Called with what the generator reported for a second, in order, when that second is written. */
  onTaken?(second: TakenSecond & { second: number }): void;
  onProblem?: OnProblem;
  /** Called once if the files can no longer be written; nothing is recorded after that. */
  onFailure?(error: unknown): void;
};

export type Recorder = {
  /**
   * Writes everything measured so far, including the current second. Stop the load first, so that its last export has arrived.
   * Rejects with the error that stopped the writing, if there was one.
   */
  stop(): Promise<void>;
};

type Samples = Pick<
  TimelineSecond,
  'clockOffsetMs' | 'balancer' | 'servers' | 'database' | 'cache' | 'processes' | 'machine'
>;

/**
 * Records every second from the current one on; the first and the last are only partly covered. At the start of every wall-clock
 * second it calls all samplers at once and assigns their answers to the second that just ended, along with how far the wall clock has
 * moved against the monotonic clock. That second is written three seconds later. A sampler is not called again until it has answered.
 * A late answer still belongs to the second it was requested for; if that is already written, the timeline misses the answer.
 */
export function startRecorder(options: RecorderOptions): Recorder {
  const { receiver, samplers, timeline, histograms, phaseAt, onProblem, clock = systemClock } = options;
  const samplesOf = new Map<number, Partial<Samples>>();
  const pending = new Map<string, Promise<void>>();
  let nextToWrite = Math.floor(clock.nowMs() / 1000);
  let cancelTick = (): void => {};
  let writing: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;
  let isStopped = false;

  const look = <Key extends keyof Samples & keyof Samplers>(key: Key, second: number): void => {
    const sampler = samplers[key] as Sampler<NonNullable<Samples[Key]>> | undefined;
    if (!sampler || pending.has(key)) return;
    const answer = sampler
      .sample()
      .then(
        (value) => {
          const samples = samplesOf.get(second);
          if (samples && value !== null) samples[key] = value;
        },
        (error: unknown) => onProblem?.(key, error),
      )
      .finally(() => pending.delete(key));
    pending.set(key, answer);
  };

  const offsetMs = (): number => clock.nowMs() - clock.monotonicMs();
  const offsetAtStartMs = offsetMs();

  const lookAtAll = (second: number): void => {
    if (second >= nextToWrite) samplesOf.set(second, { clockOffsetMs: offsetMs() - offsetAtStartMs });
    look('balancer', second);
    look('servers', second);
    look('database', second);
    look('cache', second);
    look('processes', second);
    look('machine', second);
  };

  const writeSecond = async (second: number): Promise<void> => {
    const { client, histograms: series } = receiver.takeSecond(second);
    const samples = samplesOf.get(second) ?? {};
    samplesOf.delete(second);
    await timeline.write({
      second,
      phase: phaseAt(second),
      client,
      balancer: samples.balancer ?? null,
      servers: samples.servers ?? [],
      database: samples.database ?? null,
      cache: samples.cache ?? null,
      processes: samples.processes ?? [],
      machine: samples.machine ?? null,
      clockOffsetMs: samples.clockOffsetMs ?? null,
    });
    await histograms.write(...series);
    options.onTaken?.({ second, client, histograms: series });
    if (client) options.onLive?.(liveSecond(second, client, series));
  };

  const currentSecond = (): number => Math.floor(clock.nowMs() / 1000);
  const lastSettledSecond = (): number => currentSecond() - 1 - SETTLE_SEC;

  const writeWhile = async (isDue: (second: number) => boolean): Promise<void> => {
    try {
      while (isDue(nextToWrite) && !failure) await writeSecond(nextToWrite++);
    } catch (error) {
      failure = { error };
      cancelTick();
      options.onFailure?.(error);
    }
  };

  const tick = (): void => {
    const second = currentSecond();
    lookAtAll(second - 1);
    writing ??= writeWhile((next) => next <= lastSettledSecond()).finally(() => {
      writing = null;
    });
    if (!failure) cancelTick = clock.at((second + 1) * 1000, tick);
  };
  cancelTick = clock.at((nextToWrite + 1) * 1000, tick);

  return {
    async stop() {
      if (!isStopped) {
        isStopped = true;
        cancelTick();
        await Promise.all(pending.values());
        await writing;
        await writeWhile((next) => next <= currentSecond());
      }
      if (failure) throw failure.error;
    },
  };
}

function liveSecond(
  second: number,
  client: NonNullable<TimelineSecond['client']>,
  series: HistogramSecond[],
): LiveSecond {
  const answered = new ExponentialHistogram();
  const failed = new ExponentialHistogram();
  for (const { metric, histogram, failed: isFailed } of series) {
    if (metric === 'responseTimeMs') (isFailed ? failed : answered).mergeEncoded(histogram);
  }
  const p95 = new WithEndless(answered, failed.count).quantile(0.95)?.value;
  return {
    second,
    ratePerSec: client.completed,
    responseTimeP95Ms: p95 !== undefined && Number.isFinite(p95) ? p95 : null,
    failed: client.failed,
    users: client.users,
  };
}
