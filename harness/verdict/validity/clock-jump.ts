import { formatMeasure } from '../../model/format.ts';
import { MAX_CLOCK_STEP_MS } from '../limits.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

/** Everything is filed by second of the wall clock, so a clock that jumps files figures under the wrong seconds. */
export const clockJump: PhaseCheck = ({ name, clockStepMs }) => {
  const subject = check('clock-jump', name);
  const limits = { bound: MAX_CLOCK_STEP_MS, unit: 'ms' };
  if (clockStepMs === null) {
    return [unknown(subject, limits, `The wall clock was not compared with the monotonic one in '${name}'.`)];
  }
  const actual = Math.abs(clockStepMs);
  const step = formatMeasure(actual, 'ms', MAX_CLOCK_STEP_MS);
  return actual > MAX_CLOCK_STEP_MS
    ? [
        violated(
          subject,
          { ...limits, actual },
          `In '${name}' the machine's clock was set ${clockStepMs > 0 ? 'forward' : 'back'} by ${step} within a second.`,
          doubtOf('clock-jump'),
        ),
      ]
    : [
        held(
          subject,
          { ...limits, actual },
          `In '${name}' the machine's clock never moved by more than ${step}.`,
        ),
      ];
};
