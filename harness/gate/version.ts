import { setTimeout as sleep } from 'node:timers/promises';
import { ProofloadError } from '../model/errors.ts';
import { awaitReady } from '../system/supervision/readiness.ts';
import type { RunningProgram, Supervisor } from '../system/supervision/supervisor.ts';
import type { SideName } from './take-turns.ts';

/** A version of the system under test: what starts it, and where it then answers. */
export type Version = {
  name: SideName;
  /** a line for the shell; null: it is running already */
  command: string | null;
  url: string;
};

export type VersionContext = {
  supervisor: Pick<Supervisor, 'spawn'>;
  logFile: string;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
};

const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;
const PROBE_TIMEOUT_MS = 2_000;
const POLL_INTERVAL_MS = 50;

/** What a proxy answers while there is nothing behind it. */
const NOT_READY = [502, 503, 504];

/**
 * Runs the line, and passes a request to end on to everything that it started: a shell alone would leave its children to be killed, and a container would
 * outlive its client.
 */
const SHELL = `trap 'trap "" TERM; kill -TERM 0; wait; exit 143' TERM; eval "$0" & wait $!`;

/**
 * Starts a version, and returns when it answers at its URL. One that is running already is left alone.
 * @returns ends it, and returns when it no longer answers
 * @throws ProofloadError PORT_IN_USE, PART_NOT_READY, PROGRAM_MISSING
 */
export async function startVersion(version: Version, context: VersionContext): Promise<() => Promise<void>> {
  const { name, command, url } = version;
  if (command === null) return async () => {};
  if (await isAnswered(url))
    throw new ProofloadError(
      'PORT_IN_USE',
      `Something already answers at ${url}, where the ${name} was to be started.`,
      'Stop it, or give another --url.',
    );
  const { supervisor, logFile, env, signal } = context;
  const program = await supervisor.spawn({
    name,
    lifetime: 'task', // one that crashes under load is measured, not excused
    command: '/bin/sh',
    args: ['-c', SHELL, command],
    env: Object.fromEntries(
      Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    logFile,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: STOP_TIMEOUT_MS,
  });
  await awaitReady(program, () => isReady(url, signal), READY_TIMEOUT_MS).catch((error: unknown) => {
    throw notStarted(error, name, logFile);
  });
  return () => stop(program, version);
}

/** The error in the words of a gate, which neither chooses ports nor has an option for one. */
function notStarted(error: unknown, name: SideName, logFile: string): unknown {
  if (!(error instanceof ProofloadError)) return error;
  const { code, message, hint } = error;
  switch (code) {
    case 'PART_NOT_READY':
      return new ProofloadError(code, `The ${message}`, hint, { cause: error });
    case 'PORT_IN_USE':
      return new ProofloadError(
        code,
        `The ${name} did not start, because a port that it needs is taken.`,
        `End what has the port. The log of the ${name} is ${logFile}.`,
        { cause: error },
      );
    default:
      return error;
  }
}

async function stop(program: RunningProgram, { name, url }: Version): Promise<void> {
  await program.stop();
  const deadlineMs = performance.now() + STOP_TIMEOUT_MS;
  while (await isAnswered(url)) {
    if (performance.now() > deadlineMs)
      throw new ProofloadError(
        'PORT_IN_USE',
        `The ${name} still answers at ${url} after it was stopped.`,
        'Its command must stay in the foreground, and stop everything it started on SIGTERM. For containers: docker run without --detach.',
      );
    await sleep(POLL_INTERVAL_MS);
  }
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  const response = await answerOf(url);
  return !NOT_READY.includes(response.status);
}

async function isAnswered(url: string): Promise<boolean> {
  return answerOf(url).then(
    () => true,
    () => false,
  );
}

async function answerOf(url: string): Promise<Response> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  await response.body?.cancel();
  return response;
}
