import { expect, it } from 'vitest';
import type { SessionsEnded } from '../model/sessions-ended.ts';
import type { ServerSecond } from '../model/timeline.ts';
import { withSessionsOf } from './sessions-ended.ts';

const server = (sessionsEnded?: SessionsEnded) =>
  (sessionsEnded ? { sessionsEnded } : {}) as unknown as ServerSecond;
const sumOf = (...seconds: ServerSecond[][]) =>
  seconds.reduce<SessionsEnded | null>((sum, servers) => withSessionsOf(sum, { servers }), null);

it('adds up the sessions of all servers and seconds', () => {
  const some = { count: 2, lastedMs: 61_000 };
  const none = { count: 0, lastedMs: 0 };
  expect(sumOf([server(some), server(none)], [], [server(some)])).toEqual({ count: 4, lastedMs: 122_000 });
  expect(sumOf([server(none)])).toEqual(none);
});

it('says nothing of servers that do not count them', () => {
  expect(sumOf([server()], [])).toBeNull();
});
