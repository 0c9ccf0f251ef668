import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../../model/connection-reason.ts';
import { ProofloadError } from '../../model/errors.ts';
import type { PlannedLoad } from '../../model/load.ts';
import type { RunPhase } from '../../model/run.ts';
import { writingTo } from '../../store/disk.ts';
import { findFreePorts, LOOPBACK } from '../../system/supervision/ports.ts';
import type { RunningProgram, Supervisor } from '../../system/supervision/supervisor.ts';
import { acknowledgementsFile } from '../../telemetry/acknowledged-lines.ts';
import { readMachineLimits } from '../../telemetry/machine-limits.ts';
import { k6OtlpEnvironment } from '../../telemetry/otlp/k6-environment.ts';
import { generatorFailed } from '../generator-failed.ts';
import { type K6Process, planK6 } from '../plan.ts';
import { requireRoom } from '../room.ts';
import { onlyPhases, schedulesOf } from '../schedules.ts';
import { type K6Client, partOf, requireAllowedTargets } from './client.ts';
import { collectGarbage, release, untilPaused } from './control.ts';

/** Creating 10,000 VUs takes about ten seconds, and a few times as long on a slow and busy machine. */
const READY_TIMEOUT_MS = 180_000;

/** A k6 process, and how many cores it limits itself to. */
export type GeneratorPart = RunningProgram & { coresAllowed: number };

export type DriveOptions = K6Client & {
  load: PlannedLoad;
  supervisor: Supervisor;
  bundleFile: string;
  /** host:port of the OTLP receiver; null: k6 exports no figures, to measure what exporting them costs */
  otlpEndpoint: string | null;
  randomSeed: number;
  signal: AbortSignal;
  /** called when the processes exist, so that telemetry can observe them */
  onStarted(generators: GeneratorPart[]): void;
  /** resolves when the load has shown what it is offered for: it then ends before its planned end. Left out: it does not */
  enough?: Promise<void>;
  /** called at the moment the load begins, with the start and end of each of its phases */
  onReleased(phases: RunPhase[]): void;
};

/**
 * Offers one load: starts its k6 processes, waits until all have their VUs, releases them together, and waits for
 * their end, or until there has been `enough`. None of them is left when this returns.
 * @throws ProofloadError GENERATOR_FAILED, MACHINE_TOO_SMALL, TARGET_NOT_ALLOWED; the signal's reason when it aborts
 */
export async function driveLoad(options: DriveOptions): Promise<void> {
  const { load, folder, signal } = options;
  requireAllowedTargets(options);
  signal.throwIfAborted();
  const over = new AbortController();
  const abortion = abortionOf(signal, over.signal);
  const machine = readMachineLimits();
  requireRoom([load], 0, machine.availableBytes);
  const plan = planK6(load, options.randomSeed, machine);
  const optionsFile = join(folder, `${load.name}-options.json`);
  await writingTo(optionsFile, () => writeFile(optionsFile, `${JSON.stringify(plan.options, null, 2)}\n`));
  const ports = await findFreePorts(plan.processes.length);
  const addresses = ports.map((port) => `${LOOPBACK}:${port}`);

  const parts: RunningProgram[] = [];
  try {
    for (const [index, process] of plan.processes.entries()) {
      parts.push(
        await spawnK6(
          options,
          { ...plan.scenarioEnv, ...plan.runtimeEnv },
          optionsFile,
          process,
          addresses[index]!,
        ),
      );
    }
    options.onStarted(parts.map((part) => ({ ...part, coresAllowed: plan.coresPerProcess })));
    const end = allSucceeded(parts, load.name);
    end.catch(() => {}); // awaited below, unless something else goes wrong first
    await Promise.race([allPaused(addresses, load.name, over.signal), end, abortion]);
    // Creating VUs leaves more garbage than a minute of load does. Collecting it now delays no request. The first collection
    // releases the memory that k6 has set aside, and from the second on it is free for use (docs/adr/0055).
    const collected = addresses.map(async (address) => {
      await collectGarbage(address, over.signal);
      await collectGarbage(address, over.signal);
    });
    await Promise.race([Promise.all(collected), end, abortion]);
    await Promise.race([Promise.all(addresses.map(release)), end, abortion]);
    options.onReleased(phasesOf(load, Date.now()));
    await Promise.race([end, abortion, ...(options.enough ? [options.enough] : [])]);
  } finally {
    over.abort();
    await Promise.all(parts.map((part) => part.stop()));
  }
}

function spawnK6(
  options: DriveOptions,
  env: Record<string, string>,
  optionsFile: string,
  { name, segment, localIps }: K6Process,
  address: string,
): Promise<RunningProgram> {
  const { load, folder, otlpEndpoint } = options;
  return options.supervisor.spawn(
    partOf(options, {
      name,
      bundleFile: options.bundleFile,
      optionsFile,
      localIps,
      consoleFile: join(folder, `console-${load.name}-${name}.log`),
      logFile: join(folder, `${load.name}-${name}.log`),
      args: [
        ...(segment
          ? ['--execution-segment', segment.share, '--execution-segment-sequence', segment.sequence]
          : []),
        ...['--paused', '--address', address, '--profiling-enabled'],
        ...(otlpEndpoint === null ? [] : ['--out', 'proofload']),
      ],
      env: {
        ...env,
        ACKNOWLEDGEMENTS_FILE: acknowledgementsFile(folder, `${load.name}-${name}`),
        ...(otlpEndpoint === null
          ? {}
          : k6OtlpEnvironment(otlpEndpoint, `${load.name}-${name}`, onlyPhases(load))),
      },
    }),
  );
}

/** Stops polling when the load is `over`. */
async function allPaused(addresses: string[], loadName: string, over: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(READY_TIMEOUT_MS);
  const bounded = AbortSignal.any([over, timeout]);
  try {
    await Promise.all(addresses.map((address) => untilPaused(address, bounded)));
  } catch (error) {
    if (!timeout.aborted) throw error;
    throw new ProofloadError(
      'GENERATOR_FAILED',
      `k6 had not created all its virtual users for the load "${loadName}" after ${READY_TIMEOUT_MS / 1000} s: ${reasonOf(error)}.`,
      'Ask for fewer users (--users), or stop other programs on this machine.',
      { cause: error },
    );
  }
}

/** Rejects as soon as one of the processes ends with anything but success; resolves when all have succeeded. */
async function allSucceeded(parts: RunningProgram[], loadName: string): Promise<void> {
  await Promise.all(
    parts.map(async (part) => {
      const { code, signal } = await part.exited;
      if (code === 0) return;
      throw await generatorFailed('k6', loadName, part, { code, signal });
    }),
  );
}

/** Rejects with the signal's reason when it aborts before the load is over. */
function abortionOf(signal: AbortSignal, over: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over });
  promise.catch(() => {}); // it may come between two waits
  return promise;
}

function phasesOf(load: PlannedLoad, releasedMs: number): RunPhase[] {
  return schedulesOf(load).flatMap((schedule) => {
    let startMs = releasedMs + schedule.startMs;
    return schedule.phases.map(({ name, kind, durationMs }) => {
      const phase = {
        name,
        kind,
        load: load.name,
        schedule: schedule.name,
        startMs,
        endMs: startMs + durationMs,
      };
      startMs = phase.endMs;
      return phase;
    });
  });
}
