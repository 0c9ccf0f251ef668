/** "25 November 2026, 13:46 UTC". A text that is not a moment stays as it is. */
export function formatMoment(isoTime: string): string {
  const time = new Date(isoTime);
  if (Number.isNaN(time.getTime())) return isoTime;
  const text = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }).format(time);
  return `${text.replace(' at ', ', ')} UTC`;
}

/** Minutes and seconds since the load began: "4:05". */
export function formatElapsed(elapsedSec: number): string {
  const seconds = Math.max(0, Math.round(elapsedSec));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
