import { eachArrival, eachTurn, send, shared, system, userNumber } from '../../scenarios/lib/extension.ts';
import type { World } from '../../scenarios/tvet-connect/world.ts';

/** The same requests as alone.ts, sent as in a scenario: judged by status and content, with all times measured. */
const students = shared('students', () => (JSON.parse(open(__ENV.WORLD_FILE!)) as World).students);
const count = students.count();

system(() => ({
  routes: {
    'sync.read': {
      method: 'GET',
      path: '/students/{id}/sync',
      token: '{token}',
      checks: [
        { path: 'studentId', equals: '{id}' },
        { path: 'lastSync', is: 'there' },
      ],
    },
  },
}));

/** Users take turns, as in alone.ts. */
const STRIDE = 50;
let next = -1;

/** An open load. */
export const arrival = eachArrival((n, dueMs) => read(n, dueMs));

/** A closed loop. */
export default eachTurn(
  (dueMs) => {
    next = next < 0 ? userNumber() : next + STRIDE;
    read(next, dueMs);
  },
  () => 0.5,
);

function read(turn: number, dueMs: number): void {
  const who = turn % count;
  send('sync.read', { id: students.get(who, 0), token: students.get(who, 1) }, dueMs);
}
