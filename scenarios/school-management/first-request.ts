import { seed, system } from '../lib/extension.ts';
import { firstRequest } from '../lib/first-request.ts';
import { readWorld } from '../lib/read-world.ts';
import { setOut, someoneAt } from './people.ts';
import { schoolSystem } from './requests.ts';
import type { World } from './world.ts';

system(() => schoolSystem(readWorld<World>()));

/** Someone looks at the timetable of a class. */
export default firstRequest((share) => {
  seed(0);
  return { route: 'timetable.read', user: setOut(someoneAt(share), 'timetable') };
});
