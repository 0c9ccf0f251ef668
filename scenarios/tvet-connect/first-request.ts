import { seed, system } from '../lib/extension.ts';
import { firstRequest } from '../lib/first-request.ts';
import { readWorld } from '../lib/read-world.ts';
import { setOut, userCount } from './inhabitants.ts';
import { firstStep } from './mix.ts';
import { routes } from './requests.ts';
import type { World } from './world.ts';

system(() => ({ routes: routes(readWorld<World>()) }));

/** A user opens the app. This is a file of its own because every virtual user of a load loads its whole scenario. */
export default firstRequest((share) => {
  seed(0);
  const user = setOut(Math.floor(share * userCount));
  return { route: firstStep(user.role), user };
});
