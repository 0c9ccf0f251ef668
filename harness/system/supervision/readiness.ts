import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../../model/connection-reason.ts';
import { ProofloadError } from '../../model/errors.ts';
import { lastLogLines } from './log-tail.ts';
import type { RunningProgram } from './supervisor.ts';

const POLL_INTERVAL_MS = 20;

/**
 * Waits until a part is ready.
 * @param probe asks the part for a trivial piece of its work; false or a rejection means: not yet
 * @throws ProofloadError PART_NOT_READY, or what the log gives as the cause: DISK_FULL, PORT_IN_USE; if the part
 *   ends first, timeoutMs have passed, or the probe fails for a lasting reason. The last reason is in the error.
 */
export async function awaitReady(
  part: RunningProgram,
  probe: () => Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  let ended: string | null = null;
  void part.exited.then((exit) => {
    ended = exit.signal === null ? `ended with exit code ${exit.code}` : `was ended by ${exit.signal}`;
  });
  let reason = 'it was still starting';
  while (ended === null) {
    try {
      if (await probe()) return;
    } catch (error) {
      reason = reasonOf(error);
      if (isLasting(error)) throw await notReady(part, `cannot be used: ${reason}`);
    }
    if (performance.now() > deadlineMs)
      throw await notReady(part, `was not ready after ${timeoutMs / 1000} s: ${reason}`);
    await Promise.race([part.exited, sleep(POLL_INTERVAL_MS)]);
  }
  throw await notReady(part, `${ended} before it was ready`);
}

/** SQLSTATE of classes 28 (log-in refused) and 3D (no such database); 08P01: protocol violation. */
const LASTING_SQLSTATE = /^(28...|3D...|08P01)$/;
/** Errors of Redis, of TLS, and of clients that cannot do what they were asked for. */
const LASTING_MESSAGE =
  /^(WRONGPASS|NOAUTH|NOPERM)|does not support SSL|certificate|Invalid URL|client password must be/i;

/** Whether another attempt can only fail in the same way. */
export function isLasting(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return (typeof code === 'string' && LASTING_SQLSTATE.test(code)) || LASTING_MESSAGE.test(reasonOf(error));
}

/**
 * Waits until a task has ended.
 * @throws ProofloadError PART_NOT_READY, DISK_FULL when its exit code is not 0
 */
export async function awaitSuccess(task: RunningProgram): Promise<void> {
  const exit = await task.exited;
  if (exit.code !== 0)
    throw await notReady(
      task,
      exit.signal === null ? `failed with exit code ${exit.code}` : `was ended by ${exit.signal}`,
    );
}

async function notReady(part: RunningProgram, what: string): Promise<ProofloadError> {
  const lines = await lastLogLines(part.logFile);
  return explainFailure(part.name, what, part.logFile, lines);
}

/** The error of a part that did not start, explained from the last lines of its log. */
export function explainFailure(
  name: string,
  what: string,
  logFile: string,
  logLines: string[],
): ProofloadError {
  const sign = (pattern: RegExp) => logLines.find((line) => pattern.test(line));
  const diskFull = sign(/No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/);
  if (diskFull !== undefined)
    return new ProofloadError(
      'DISK_FULL',
      `There is no space left for ${name}: ${diskFull.trim()}`,
      'Free some space, or choose another disk: --out for the run folder, TMPDIR for the database.',
    );
  const portInUse = sign(/Address already in use|EADDRINUSE/i);
  if (portInUse !== undefined)
    return new ProofloadError(
      'PORT_IN_USE',
      `Another program took the port of ${name} while it started: ${portInUse.trim()}`,
      'Start again: another port is chosen each time, unless --port names one.',
    );
  const last = logLines.at(-1)?.trim();
  return new ProofloadError(
    'PART_NOT_READY',
    `${name} ${what}.`,
    `Its log is ${logFile}${last === undefined ? ', which is empty.' : `; the last line is: ${last}`}`,
  );
}
