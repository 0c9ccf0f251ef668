import { formatCount } from '../../model/format.ts';
import { check, held, type PhaseCheck, violated } from './check.ts';
import { doubtOf, unsentRequests } from './doubts.ts';

/**
 * A dropped arrival is in no histogram, so it is unknown how long its user would have waited. k6 does not number dropped arrivals, so the
 * intended starts after one come out too early, even if it was dropped in an earlier phase of the same schedule.
 */
export const arrivalsDropped: PhaseCheck = (phase) => {
  const { name, offeredRatePerSec, intendedStartUnknown } = phase;
  const { dropped } = phase.outcomes;
  if (offeredRatePerSec === null) return [];
  const subject = check('arrivals-dropped', name, { isOfGenerator: true });
  const figures = { actual: dropped, bound: 0, unit: 'arrivals' };
  if (dropped > 0) {
    const what = formatCount(dropped, 'arrival was', 'arrivals were');
    const it = dropped === 1 ? 'it' : 'them';
    return [
      violated(
        subject,
        figures,
        `${what} dropped in '${name}': no virtual user was free to send ${it}.`,
        doubtOf('arrivals-dropped', { missingRequests: unsentRequests(phase), isDelayDoubtful: true }),
      ),
    ];
  }
  if (intendedStartUnknown !== null) {
    return [
      violated(
        subject,
        figures,
        intendedStartUnknown,
        doubtOf('intended-start-early', { isDelayDoubtful: true }),
      ),
    ];
  }
  return [held(subject, figures, `No arrival was dropped in '${name}'.`)];
};
