import { formatCount } from '../../model/format.ts';
import type { PartRestart } from '../../model/run.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

/**
 * A part that crashed and recovered, was restarted or changed its role, although the run did not cause it. The cost is in the figures, and
 * is the system's own, but readers of the figures must know.
 */
export const partRestarted: PhaseCheck = (phase, { observesParts }) => {
  const { name, partLives } = phase;
  const subject = check('part-restarted', name);
  const limits = { bound: 0, unit: 'restarts' };
  const [first, ...others] = partLives.restarts;
  if (first) {
    const more = others.length > 0 ? `, and ${formatCount(others.length, 'more restart')} followed` : '';
    const evidence = partLives.restarts.map((restart) => ({
      label: `noticed after the phase began: ${restart.what}`,
      value: (restart.atMs - phase.startMs) / 1000,
      unit: 's',
      phase: name,
    }));
    return [
      violated(
        subject,
        { ...limits, actual: partLives.restarts.length },
        `In '${name}' ${first.what}, ${momentOf(first, phase)}${more}.`,
        doubtOf('part-restarted'),
        evidence,
      ),
    ];
  }
  if (partLives.parts.length === 0) {
    if (!observesParts) return [];
    const reason = `No part of the system reported in '${name}' whether it was restarted.`;
    return [unknown(subject, limits, reason)];
  }
  const reason = `No part was restarted or changed its role in '${name}' (parts that report it: ${partLives.parts.join(', ')}).`;
  return [held(subject, { ...limits, actual: 0 }, reason)];
};

/** The moment as far as it is known: between the last sample before the restart and the sample that noticed it. */
function momentOf({ sinceMs, atMs }: PartRestart, { startMs }: PhaseSummary): string {
  const secondsIn = (ms: number) => Math.max(0, Math.round((ms - startMs) / 1000));
  const [from, to] = [secondsIn(sinceMs), secondsIn(atMs)];
  return `between ${from} s and ${to} s after the phase began`;
}
