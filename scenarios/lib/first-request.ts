import type { FirstAnswer } from '../../harness/model/first-answer.ts';
import { exchange } from './exchange.ts';
import { abortingOnError } from './iteration.ts';
import type { ApiRequest } from './request.ts';

/** So many users ask, until one is answered correctly: a system that fails now and then is for the load to judge. */
const ATTEMPTS = 3;

const FIRST_CHARACTERS = 500;

/**
 * What k6 runs ahead of a load: one request of a user, judged as the load judges it. What came back is one line of the console. Silence
 * is waited for once.
 * @param requestOf a share of all users, from [0, 1): the request of the user who stands there
 */
export function firstRequest(requestOf: (share: number) => ApiRequest): () => void {
  return abortingOnError(() => {
    let answer: FirstAnswer;
    let attempt = 0;
    do {
      answer = ask(requestOf(attempt / ATTEMPTS));
      attempt++;
    } while (attempt < ATTEMPTS && answer.outcome !== 'correct' && answer.outcome !== 'timeout');
    console.log(JSON.stringify(answer));
  });
}

function ask(request: ApiRequest): FirstAnswer {
  const { response, outcome } = exchange(request);
  return {
    method: request.method,
    path: request.path,
    outcome,
    status: response.status,
    errorCode: response.error_code,
    error: response.error,
    location: response.headers.Location ?? null,
    body: outcome === 'correct' ? '' : (response.body ?? '').slice(0, FIRST_CHARACTERS),
  };
}
