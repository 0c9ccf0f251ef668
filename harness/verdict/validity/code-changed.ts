import type { CodeIdentity } from '../../model/run.ts';
import { check, held, type RunCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

const PARTS: [keyof CodeIdentity, string][] = [
  ['commit', 'another commit was checked out'],
  ['filesHash', 'files of the server, the scenarios or the seed were edited'],
  ['bundleHash', 'the scenario that k6 runs was replaced'],
];

/** A server that is started again in the middle of a run runs what is on the disk by then, and a report names one commit. */
export const codeChanged: RunCheck = (run) => {
  const subject = check('code-changed', null);
  const limits = { bound: 0, unit: 'changes' };
  const { before, after } = run.integrity?.code ?? {};
  if (!before || !after) {
    return unknown(subject, limits, 'The code was not looked at both before the load and after it.');
  }
  // A system that was not started here runs files of its own.
  const parts = run.target === null ? PARTS : PARTS.filter(([part]) => part === 'bundleHash');
  const changes = parts.filter(([part]) => before[part] !== after[part]).map(([, what]) => what);
  const figures = { ...limits, actual: changes.length };
  return changes.length > 0
    ? violated(
        subject,
        figures,
        `The code was changed under the run: ${changes.join(', and ')}.`,
        doubtOf('code-changed'),
      )
    : held(subject, figures, 'The code was the same at the end of the run as at its beginning.');
};
