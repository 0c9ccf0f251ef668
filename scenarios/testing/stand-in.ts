import { eachArrival, eachTurn, send, shared, system, userNumber } from '../lib/extension.ts';
import type { Route } from '../lib/route.ts';

/** A scenario for tests of the driver. Its world file lists paths of the stand-in server, which are requested in turn. */
const readPaths = (): string[] => JSON.parse(open(__ENV.WORLD_FILE as string));
const paths = shared('paths', readPaths);
const pathCount = paths.count();

const routeTo = (path: string): Route => ({
  name: path.slice(1),
  method: 'PUT',
  path: `${path}?who={who}`,
  body: { json: { who: '{who}' } },
  checks: [{ path: 'who', equals: '{who}' }],
  acknowledges: { kind: 'visit', subject: '{who}', object: path },
});

system(() => ({ routes: Object.fromEntries(readPaths().map((path) => [path, routeTo(path)])) }));

export const arrival = eachArrival((n, dueMs) => {
  const path: string = paths.get(n % pathCount);
  if (path === 'throw') throw new Error('this scenario is broken');
  send(path, { who: n }, dueMs);
});

export const user = eachTurn(
  (dueMs) => {
    send(paths.get(0), { who: userNumber() }, dueMs);
  },
  () => 0.5,
);
