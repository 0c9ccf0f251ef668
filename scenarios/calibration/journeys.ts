import { elapsedMs, scenario } from '../lib/clock.ts';
import { abortingOnError } from '../lib/iteration.ts';
import { send } from '../lib/measure.ts';
import { arrivalDueMs, think } from '../lib/pacing.ts';
import type { ApiRequest } from '../lib/request.ts';

/**
 * One route of the known server, again and again, measured as every scenario measures. The world file names the route:
 * `{ "route": "constant" }`.
 */
const { route } = JSON.parse(open(__ENV.WORLD_FILE as string)) as { route: string };

const request: ApiRequest = {
  name: route,
  method: 'GET',
  path: `/${route}`,
  status: 200,
  isRight: (look) => look('route') === route,
};

/** Open model. */
export const arrival = abortingOnError(() => {
  send(request, arrivalDueMs(scenario().iterationInTest));
});

let endedMs: number | null = null;

/** Closed model. The draw of 0.5 makes every think time the median one; without think time there is none to draw. */
export const user = abortingOnError(() => {
  const dueMs = endedMs === null ? elapsedMs() : think(endedMs, 0.5);
  if (dueMs === null) return;
  send(request, dueMs);
  endedMs = elapsedMs();
});
