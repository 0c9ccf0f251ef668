/** What distinguishes runs on an axis, in UTC: "25 Nov", or "13:46" if all are of one day. A text that is not a moment gives none. */
export function runLabels(startedAt: readonly string[]): string[] {
  const isOneDay = new Set(startedAt.map((moment) => moment.slice(0, 'YYYY-MM-DD'.length))).size === 1;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    ...(isOneDay ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' }),
  });
  return startedAt.map((moment) => {
    const time = new Date(moment);
    return Number.isNaN(time.getTime()) ? '' : format.format(time);
  });
}
