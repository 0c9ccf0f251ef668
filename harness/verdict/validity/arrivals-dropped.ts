import { formatCount } from '../../model/format.ts';
import { check, held, type PhaseCheck, violated } from './check.ts';

/**
 * An arrival that was dropped waited for nobody knows how long: it is in no histogram. And since k6 does not number it, no
 * intended start after it can be derived, so drops in an earlier phase of the same schedule spoil this one.
 */
export const arrivalsDropped: PhaseCheck = ({
  name,
  outcomes: { dropped },
  offeredRatePerSec,
  intendedStartUnknown,
}) => {
  if (offeredRatePerSec === null) return [];
  const subject = check('arrivals-dropped', name, { isOfGenerator: true });
  const figures = { actual: dropped, bound: 0, unit: 'arrivals' };
  if (dropped > 0) {
    const what = formatCount(dropped, 'arrival was', 'arrivals were');
    const it = dropped === 1 ? 'it' : 'them';
    return [
      violated(subject, figures, `${what} dropped in '${name}', for no virtual user was free to send ${it}.`),
    ];
  }
  if (intendedStartUnknown !== null) return [violated(subject, figures, intendedStartUnknown)];
  return [held(subject, figures, `No arrival was dropped in '${name}'.`)];
};
