import type { Random } from '../lib/random.ts';
import { zipfIndex } from '../lib/zipf.ts';
import { cohort, type Inhabitant, password, today } from './inhabitants.ts';
import { ZIPF_EXPONENT } from './mix.ts';
import type { Actor } from './requests.ts';

/** A user at the beginning of a journey, with the class and the attendance session that it will be about. */
export function setOut({ role, id, token, cohortIndexes }: Inhabitant, random: Random): Actor {
  const own = cohort(cohortIndexes[Math.floor(random() * cohortIndexes.length)]!);
  const popular = (ids: string[]) => ids[zipfIndex(ids.length, ZIPF_EXPONENT, random())]!;
  return {
    role,
    id,
    token,
    password,
    today,
    cohort: own,
    classId: popular(own.todaysClassIds),
    attendanceId: popular(own.openAttendanceIds),
    hasCheckedIn: false,
  };
}
