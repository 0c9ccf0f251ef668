import { firstRequest } from '../lib/first-request.ts';
import { seededRandom } from '../lib/random.ts';
import { setOut } from './actor.ts';
import { inhabitant, userCount } from './inhabitants.ts';
import { FIRST_STEP } from './mix.ts';
import { requestFor } from './requests.ts';

/** A user opens the app. It has a file of its own, for every virtual user of a load pays for what is in its scenario. */
export default firstRequest((share) => {
  const who = inhabitant(Math.floor(share * userCount));
  const random = seededRandom(0, 0);
  return requestFor(FIRST_STEP[who.role], setOut(who, random), random, '');
});
