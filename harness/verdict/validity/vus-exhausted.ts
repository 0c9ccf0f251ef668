import { formatCount, formatMeasure, formatPercent } from '../../model/format.ts';
import { MAX_USERS_IN_USE } from '../limits.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

/**
 * An arrival needs a free virtual user. Busy users are counted once a second, so if nearly all were busy in one sample, all may
 * have been busy between two samples.
 */
export const vusExhausted: PhaseCheck = ({ name, offeredRatePerSec, usersInUse }) => {
  if (offeredRatePerSec === null) return [];
  const subject = check('vus-exhausted', name, { isOfGenerator: true });
  const limits = { bound: MAX_USERS_IN_USE, unit: 'ratio' };
  if (usersInUse === null) {
    return [unknown(subject, limits, `How many virtual users were busy in '${name}' was not reported.`)];
  }
  const { busy, made } = usersInUse;
  const actual = busy / made;
  const use = `${formatMeasure(busy, '')} of ${formatCount(made, 'virtual user')}`;
  return actual >= MAX_USERS_IN_USE
    ? [
        violated(
          subject,
          { ...limits, actual },
          `In '${name}' ${use} were busy in some second: with ${formatPercent(MAX_USERS_IN_USE)} or more, arrivals may find no free virtual user.`,
          doubtOf('vus-exhausted'),
        ),
      ]
    : [held(subject, { ...limits, actual }, `In '${name}' at most ${use} were busy.`)];
};
