import { readFileSync } from 'node:fs';

/* The functions that Artillery calls before and after each request, in each of its threads. */

const { USERS_FILE = '', BASE_URL = '', DURATION_SEC = '0' } = process.env;
/** @type {[id: string, token: string][]} */
const users = JSON.parse(readFileSync(USERS_FILE, 'utf8'));
let next = 0;
/** @type {number | null} */
let endMs = null;

/**
 * @typedef {{ url: string, headers?: Record<string, string> }} Request
 * @typedef {{ vars: Record<string, unknown> }} Context
 * @typedef {{ emit(kind: 'counter', name: string, by: number): void }} Events
 */

/** @type {(request: Request, context: Context, events: Events, done: () => void) => void} */
export function chooseUser(request, context, _events, done) {
  const [id, token] = /** @type {[string, string]} */ (users[next++ % users.length]);
  context.vars.id = id;
  request.url = `${BASE_URL}/students/${id}/sync`;
  request.headers = { authorization: `Bearer ${token}` };
  done();
}

/** @type {(request: Request, response: { statusCode: number, body: string }, context: Context, events: Events, done: () => void) => void} */
export function check(_request, response, context, events, done) {
  if (response.statusCode === 200 && JSON.parse(response.body).studentId === context.vars.id) {
    events.emit('counter', 'correct responses', 1);
  }
  done();
}

/** @type {(context: Context, answer: (isTrue: boolean) => void) => void} */
export function hasTimeLeft(_context, answer) {
  endMs ??= Date.now() + Number(DURATION_SEC) * 1000;
  answer(Date.now() < endMs);
}
