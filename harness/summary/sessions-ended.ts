import type { SessionsEnded } from '../model/sessions-ended.ts';
import type { TimelineSecond } from '../model/timeline.ts';

/** A sum with those of one more second, of all servers. Null as long as no server has reported any: that is not the same as none. */
export function withSessionsOf(
  sum: SessionsEnded | null,
  { servers }: Pick<TimelineSecond, 'servers'>,
): SessionsEnded | null {
  return servers.reduce((so, { sessionsEnded: ended }) => {
    if (ended === undefined) return so;
    return { count: (so?.count ?? 0) + ended.count, lastedMs: (so?.lastedMs ?? 0) + ended.lastedMs };
  }, sum);
}
