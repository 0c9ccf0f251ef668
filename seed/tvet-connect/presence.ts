import type { Random } from '../generate/random.ts';
import { type Plan, type Semester, studentId } from './semester.ts';

/** The students of a plan who were present, as the JSON array that the server stores: ["s-0000001","s-0000004"]. */
export type Presence = (plan: Plan, ratio: number, random: Random) => string;

export const NOBODY = '[]';

/**
 * Each student is present with probability `ratio`. Instead of one draw per student, it draws the lengths of runs of present
 * students (geometric: P(length >= k) = ratio^k) and slices each run out of one long list of quoted ids. That is faster: millions
 * of presences make up half of the data set, and absences are few.
 */
export function presenceOf(semester: Semester): Presence {
  const quotedIds = Array.from({ length: semester.users }, (_, number) => `"${studentId(number)}"`).join(',');
  const stride = `"${studentId(0)}",`.length;
  return (plan, ratio, random) => {
    const logRatio = Math.log(ratio);
    const end = plan.firstStudent + plan.students;
    let list = '';
    let student = plan.firstStudent;
    while (student < end) {
      const drawn = Math.floor(Math.log(1 - random.unit()) / logRatio);
      const runEnd = Math.min(end, student + drawn);
      if (runEnd > student) {
        list += `${list === '' ? '' : ','}${quotedIds.slice(student * stride, runEnd * stride - 1)}`;
      }
      student = runEnd + 1;
    }
    return `[${list}]`;
  };
}
