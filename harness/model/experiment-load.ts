import type { ExperimentLoad } from './experiment.ts';
import { formatCount, formatDuration, formatMeasure } from './format.ts';

/** The most requests a second that a load can send; in a closed load, if users never had to wait. */
export function offeredRatePerSec(load: ExperimentLoad): number {
  return load.model === 'open' ? load.ratePerSec : (load.users * 1000) / load.thinkTimeMs;
}

/** "300 requests/s", or "5,000 users who think for 10 s". */
export function formatLoad(load: ExperimentLoad): string {
  if (load.model === 'open') return formatMeasure(load.ratePerSec, 'requests/s');
  const users = formatCount(load.users, 'user');
  return load.thinkTimeMs === 0
    ? `${users} who never think`
    : `${users} who think for ${formatDuration(load.thinkTimeMs)}`;
}
