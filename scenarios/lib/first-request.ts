import type { FirstAnswer } from '../../harness/model/first-answer.ts';
import { ask } from './extension.ts';
import type { User } from './route.ts';

/** So many users ask, until one is answered correctly: a system that fails now and then is for the load to judge. */
const ATTEMPTS = 3;

/**
 * What k6 runs ahead of a load: one request of a user, judged as the load judges it. What came back is one line of the console. Silence
 * is waited for once.
 * @param requestOf a share of all users, from [0, 1): the route and the user who stands there
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
