import { formatCount, formatDuration, formatMeasure } from '../model/format.ts';
import { isJudged, type LoadProfile } from '../model/load.ts';

/** Each load in words: "500 requests/s for 2 min (after 10 s of warm-up)". */
export function describeLoads({ loads }: LoadProfile): string[] {
  return loads.map(({ load, requestsPerArrival = 1, phases }) => {
    const lasts = (judged: boolean) =>
      phases
        .filter(({ kind }) => isJudged(kind) === judged)
        .reduce((sum, { durationMs }) => sum + durationMs, 0);
    const offered =
      load.model === 'open'
        ? formatMeasure(load.arrivalRatePerSec * requestsPerArrival, 'requests/s')
        : `${formatCount(load.users, 'user')} with ${formatDuration(load.thinkTimeMs)} between requests`;
    return `${offered} for ${formatDuration(lasts(true))} (after ${formatDuration(lasts(false))} of warm-up)`;
  });
}
