import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http from 'k6/http';
import type { World } from '../../scenarios/tvet-connect/world.ts';

/** k6 alone: the same requests, with only k6's own measurements. */
const students = new SharedArray('students', () => (JSON.parse(open(__ENV.WORLD_FILE!)) as World).students);

export default function (): void {
  const [id, token] = students[exec.scenario.iterationInTest % students.length]!;
  http.get(`${__ENV.BASE_URL}/students/${id}/sync`, { headers: { Authorization: `Bearer ${token}` } });
}
