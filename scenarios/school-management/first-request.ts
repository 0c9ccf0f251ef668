import { seed, system } from '../lib/extension.ts';
import { firstRequest } from '../lib/first-request.ts';
import { readWorld, setOut, someoneAt } from './people.ts';
import { schoolSystem } from './requests.ts';

system(() => schoolSystem(readWorld()));

/** Someone looks at the timetable of a class. */
export default firstRequest((share) => {
  seed(0);
  return { route: 'timetable.read', user: setOut(someoneAt(share), 'timetable') };
});
