import { ProofloadError } from '../../model/errors.ts';
import type { Exit } from './guardian-protocol.ts';

/** A service that ended unasked; `name` is "guardian" if it was the guardian. */
export type UnexpectedExit = { name: string; exit: Exit; logFile: string; lastLogLines: string[] };

/** The error of a run that lost a part. */
export function partDiedError({ name, exit, logFile, lastLogLines: lines }: UnexpectedExit): ProofloadError {
  const how = exit.signal === null ? `with exit code ${exit.code}` : `by ${exit.signal}`;
  const last = lines.at(-1);
  return new ProofloadError(
    'PART_DIED',
    `${name} ended by itself ${how} while the system was running.`,
    `Its log is ${logFile}${last === undefined ? ', which is empty.' : `; the last line is: ${last}`}`,
  );
}

export function beingStopped(): ProofloadError {
  return new ProofloadError('INTERRUPTED', 'The run is being stopped.', 'Start it again.');
}

export function guardianDied(logFile: string): ProofloadError {
  return new ProofloadError('PART_DIED', 'The guardian of the processes is gone.', `Its log is ${logFile}.`);
}
