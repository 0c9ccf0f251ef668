import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import { elapsedMs } from '../../scenarios/lib/clock.ts';
import { send } from '../../scenarios/lib/measure.ts';
import type { Look } from '../../scenarios/lib/request.ts';
import type { World } from '../../scenarios/tvet-connect/world.ts';

/** The same requests as a scenario sends them: judged by status and content, both times, counters by route. */
const students = new SharedArray('students', () => (JSON.parse(open(__ENV.WORLD_FILE!)) as World).students);

export default function (): void {
  const [id, token] = students[exec.scenario.iterationInTest % students.length]!;
  const request = {
    name: 'sync.read',
    method: 'GET' as const,
    path: `/students/${id}/sync`,
    token,
    status: 200,
    isRight: (look: Look) => look('studentId') === id && look('lastSync') !== undefined,
  };
  send(request, elapsedMs());
}
