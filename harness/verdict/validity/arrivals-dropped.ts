import { formatCount } from '../../model/format.ts';
import { check, held, type PhaseCheck, violated } from './check.ts';
import { doubtOf, unsentRequests } from './doubts.ts';

/**
 * An arrival that was dropped waited for nobody knows how long: it is in no histogram. And since k6 does not number it, the
 * intended starts after it come out too early, also when it was dropped in an earlier phase of the same schedule.
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
