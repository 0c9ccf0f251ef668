import { formatMeasure, formatPercent } from '../../model/format.ts';
import { ARRIVAL_SLACK_SEC, MAX_ARRIVAL_SHORTFALL } from '../limits.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';

/** An open load that arrives more thinly than planned is another load than the one that was promised. */
export const rateNotReached: PhaseCheck = ({ name, offeredRatePerSec, observedSeconds, outcomes }) => {
  if (offeredRatePerSec === null) return [];
  const subject = check('rate-not-reached', name, { isOfGenerator: true });
  const bound = (1 - MAX_ARRIVAL_SHORTFALL) * offeredRatePerSec;
  const unit = 'requests/s';
  const offered = formatMeasure(offeredRatePerSec, unit);
  if (observedSeconds === 0) {
    return [
      unknown(subject, { bound, unit }, `What was sent of the ${offered} in '${name}' was not reported.`),
    ];
  }
  const actual = outcomes.attempted / observedSeconds;
  const attempted = formatMeasure(actual, unit, offeredRatePerSec);
  if (outcomes.attempted < bound * Math.max(0, observedSeconds - ARRIVAL_SLACK_SEC)) {
    const reason = `In '${name}' ${attempted} were sent where ${offered} were offered: more than ${formatPercent(MAX_ARRIVAL_SHORTFALL)} too few.`;
    return [violated(subject, { actual, bound, unit }, reason)];
  }
  return [
    held(
      subject,
      { actual, bound, unit },
      `In '${name}' ${formatMeasure(actual, unit)} were sent of ${offered} offered.`,
    ),
  ];
};
