import { eachArrival, eachTurn, send, system } from '../lib/extension.ts';

/**
 * Requests one route of the known server over and over, measured as in every scenario. The world file names the route:
 * `{ "route": "constant" }`.
 */
system(() => {
  const { route } = JSON.parse(open(__ENV.WORLD_FILE as string)) as { route: string };
  return {
    routes: {
      known: { name: route, method: 'GET', path: `/${route}`, checks: [{ path: 'route', equals: route }] },
    },
  };
});

const ANYBODY = {};

/** Open model. */
export const arrival = eachArrival((_n, dueMs) => {
  send('known', ANYBODY, dueMs);
});

/** Closed model. The constant draw of 0.5 makes every think time the median. It has no effect when the think time is 0. */
export const user = eachTurn(
  (dueMs) => {
    send('known', ANYBODY, dueMs);
  },
  () => 0.5,
);
