import type { FirstAnswer } from '../../harness/model/first-answer.ts';
import { ask } from './extension.ts';
import type { User } from './route.ts';

/** How many users try before giving up. A system that fails only now and then is for the load to judge. */
const ATTEMPTS = 3;

/**
 * What k6 runs before a load: one user's request, judged as in the load. The result is written to the console as one line. There is no
 * second attempt after a timeout.
 * @param requestOf returns the route and the user at a position among all users, from [0, 1)
 */
export function firstRequest(requestOf: (share: number) => { route: string; user: User }): () => void {
  return () => {
    let answer: FirstAnswer;
    let attempt = 0;
    do {
      const { route, user } = requestOf(attempt / ATTEMPTS);
      answer = ask(route, user);
      attempt++;
    } while (attempt < ATTEMPTS && answer.outcome !== 'correct' && answer.outcome !== 'timeout');
    console.log(JSON.stringify(answer));
  };
}
