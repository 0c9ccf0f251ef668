import { formatMeasure } from '../../model/format.ts';
import { mergedTimes } from '../../summary/merge.ts';
import { MAX_START_DELAY_P99_MS } from '../limits.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

/** Response time counts from the intended start, so a generator that starts late measures its own delay. */
export const startDelay: PhaseCheck = ({ name, startDelayMs, intendedStartUnknown, outcomes }) => {
  const subject = check('start-delay', name, { isOfGenerator: true });
  const limits = { bound: MAX_START_DELAY_P99_MS, unit: 'ms' };
  if (startDelayMs === null) return [unknown(subject, limits, intendedStartUnknown ?? '')];
  const delays = mergedTimes([startDelayMs]);
  const actual = delays.quantile(0.99)?.value ?? null;
  const longest = delays.max ?? 0;
  if (actual === null) {
    const reason = `How late requests started in '${name}' was not measured.`;
    return [
      outcomes.attempted > 0
        ? violated(subject, { ...limits, actual }, reason, doubtOf('start-delay-unknown'))
        : unknown(subject, limits, reason),
    ];
  }
  const allowed = formatMeasure(MAX_START_DELAY_P99_MS, 'ms');
  const delay = formatMeasure(actual, 'ms', MAX_START_DELAY_P99_MS);
  if (actual > MAX_START_DELAY_P99_MS) {
    const reason = `In '${name}' 1% of requests started at least ${delay} late (limit: ${allowed}).`;
    // A generator that sends late also reads late, by no more than the longest delay that was seen.
    const doubt = doubtOf('start-delay', { isDelayDoubtful: true, readLateMs: longest });
    return [violated(subject, { ...limits, actual }, reason, doubt)];
  }
  const reason = `In '${name}' 99% of requests started within ${delay} of their intended start.`;
  return [held(subject, { ...limits, actual }, reason)];
};
