import { ProofloadError } from '../harness/model/errors.ts';

/** The error of a seed that was stopped early. */
export function interrupted(): ProofloadError {
  return new ProofloadError(
    'INTERRUPTED',
    'Seeding was interrupted, and its data set is unfinished.',
    'Run it again: it replaces the unfinished data set.',
  );
}
