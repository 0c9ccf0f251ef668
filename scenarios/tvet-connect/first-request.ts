import { seed, system } from '../lib/extension.ts';
import { firstRequest } from '../lib/first-request.ts';
import { readWorld, setOut, userCount } from './inhabitants.ts';
import { firstStep } from './mix.ts';
import { routes } from './requests.ts';

system(() => ({ routes: routes(readWorld()) }));

/** A user opens the app. This is a file of its own because every virtual user of a load loads its whole scenario. */
export default firstRequest((share) => {
  seed(0);
  const user = setOut(Math.floor(share * userCount));
  return { route: firstStep(user.role), user };
});
