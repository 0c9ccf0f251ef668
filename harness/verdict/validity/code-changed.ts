import type { CodeIdentity } from '../../model/run.ts';
import { check, held, type RunCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

const PARTS: [keyof CodeIdentity, string][] = [
  ['commit', 'another commit was checked out'],
  ['filesHash', 'files of the server, the scenarios or the seed were edited'],
  ['bundleHash', 'the scenario that k6 runs was replaced'],
];

/** A server that is restarted during a run runs the code that is on disk by then, but a report names a single commit. */
export const codeChanged: RunCheck = (run) => {
  const subject = check('code-changed', null);
  const limits = { bound: 0, unit: 'changes' };
  const { before, after } = run.integrity?.code ?? {};
  if (!before || !after) {
    const reason = before
      ? 'The code was not checked after the load: the run ended before that.'
      : 'The code was not checked.';
    return unknown(subject, limits, reason);
  }
  // A system that Proofload did not start runs files of its own.
  const parts = run.target === null ? PARTS : PARTS.filter(([part]) => part === 'bundleHash');
  const changes = parts.filter(([part]) => before[part] !== after[part]).map(([, what]) => what);
  const figures = { ...limits, actual: changes.length };
  return changes.length > 0
    ? violated(
        subject,
        figures,
        `The code changed during the run: ${changes.join(', and ')}.`,
        doubtOf('code-changed'),
      )
    : held(subject, figures, 'The code was the same at the end of the run as at its beginning.');
};
