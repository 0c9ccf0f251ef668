import { check } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http from 'k6/http';
import type { World } from '../../scenarios/tvet-connect/world.ts';

/** k6 alone: the same requests, with only k6's own measurements. With a RESULT_FILE, each response is checked, and the summary goes there. */
const students = new SharedArray('students', () => (JSON.parse(open(__ENV.WORLD_FILE!)) as World).students);
const resultFile = __ENV.RESULT_FILE;

export default function (): void {
  const [id, token] = students[exec.scenario.iterationInTest % students.length]!;
  const response = http.get(`${__ENV.BASE_URL}/students/${id}/sync`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  if (resultFile === undefined) return;
  check(response, {
    'status is 200, with the data of the student': ({ status }) =>
      status === 200 && response.json('studentId') === id,
  });
}

export function handleSummary(summary: object): Record<string, string> {
  return resultFile === undefined ? {} : { [resultFile]: JSON.stringify(summary) };
}
