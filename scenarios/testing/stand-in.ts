import exec from 'k6/execution';
import { elapsedMs, scenario } from '../lib/clock.ts';
import { abortingOnError } from '../lib/iteration.ts';
import { send } from '../lib/measure.ts';
import { arrivalDueMs, think } from '../lib/pacing.ts';
import type { ApiRequest } from '../lib/request.ts';

/** A scenario for tests of the driver. Its world file is a list of paths of the stand-in server, asked for in turn. */
const PATHS: string[] = JSON.parse(open(__ENV.WORLD_FILE as string));

const requestTo = (path: string, who: number): ApiRequest => ({
  name: path.slice(1),
  method: 'PUT',
  path: `${path}?who=${who}`,
  body: { who },
  status: 200,
  isRight: (look) => look('who') === who,
});

export const arrival = abortingOnError(() => {
  const n = scenario().iterationInTest;
  const path = PATHS[n % PATHS.length]!;
  if (path === 'throw') throw new Error('this scenario is broken');
  if (send(requestTo(path, n), arrivalDueMs(n))) console.log(`ack visit ${n} ${path}`);
});

let endedMs: number | null = null;

export const user = abortingOnError(() => {
  const dueMs = endedMs === null ? elapsedMs() : think(endedMs, 0.5);
  if (dueMs === null) return;
  send(requestTo(PATHS[0]!, exec.vu.idInTest), dueMs);
  endedMs = elapsedMs();
});
