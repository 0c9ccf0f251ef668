import { formatMeasure, formatPercent } from '../../model/format.ts';
import { MAX_ARRIVAL_SHORTFALL } from '../limits.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf, unsentRequests } from './doubts.ts';

/**
 * An open load with fewer arrivals than planned is not the load that was promised. Arrivals are compared, not requests: one arrival may
 * send several requests, which would hide missing arrivals.
 */
export const rateNotReached: PhaseCheck = (phase) => {
  const { name, offeredRatePerSec, planned, observedSeconds, expectedSeconds, arrivals } = phase;
  if (offeredRatePerSec === null || planned === null) return [];
  const subject = check('rate-not-reached', name, { isOfGenerator: true });
  const bound = (1 - MAX_ARRIVAL_SHORTFALL) * offeredRatePerSec;
  const unit = 'arrivals/s';
  const offered = formatMeasure(offeredRatePerSec, unit);
  if (observedSeconds === 0) {
    return [
      unknown(subject, { bound, unit }, `How many of ${offered} started in '${name}' was not reported.`),
    ];
  }
  const actual = (arrivals / planned.arrivals) * offeredRatePerSec;
  const attempted = formatMeasure(actual, unit, offeredRatePerSec);
  const heardShare = expectedSeconds === 0 ? 1 : observedSeconds / expectedSeconds;
  if (arrivals < (1 - MAX_ARRIVAL_SHORTFALL) * (planned.arrivals * heardShare - planned.slack)) {
    const reason = `In '${name}' ${attempted} started where ${offered} were planned: more than ${formatPercent(MAX_ARRIVAL_SHORTFALL)} too few.`;
    const doubt = doubtOf('rate-not-reached', { missingRequests: unsentRequests(phase) });
    return [violated(subject, { actual, bound, unit }, reason, doubt)];
  }
  return [
    held(
      subject,
      { actual, bound, unit },
      `In '${name}' ${formatMeasure(actual, unit)} started where ${offered} were planned.`,
    ),
  ];
};
