import type { Cohort, WorldLecturer, WorldStudent } from '../../scenarios/tvet-connect/world.ts';
import type { WorldReading } from '../platform-seed.ts';
import { type Account, accountPages, type Role } from './account-pages.ts';
import { readCohorts } from './cohorts.ts';

/** Lecturers come before the cohorts, which refer to them by index, and cohorts before their students. */
export function world({
  client,
  today,
  logIn,
}: WorldReading<Account>): Record<string, AsyncIterable<unknown[]>> {
  const lecturerIndexes = new Map<string, number>();
  const cohortIndexes = new Map<string, number>();

  async function* membersOf<Member>(
    role: Role,
    member: (account: Account, token: string) => Member,
  ): AsyncGenerator<Member[]> {
    for await (const accounts of accountPages(client, role)) {
      const tokens = await logIn(accounts);
      yield accounts.map((account, index) => member(account, tokens[index]!));
    }
  }

  async function* cohorts(): AsyncGenerator<Cohort[]> {
    const rows = await readCohorts(client, today);
    yield rows.map(({ lecturerIds, ...cohort }, index): Cohort => {
      cohortIndexes.set(cohort.semesterPlanId, index);
      return { ...cohort, lecturerIndexes: lecturerIds.map((id) => lecturerIndexes.get(id)!) };
    });
  }

  return {
    lecturers: membersOf('lecturer', ({ userId }, token): WorldLecturer => {
      lecturerIndexes.set(userId, lecturerIndexes.size);
      return [userId, token];
    }),
    cohorts: cohorts(),
    students: membersOf('student', ({ userId, semesterPlanId }, token): WorldStudent => {
      return [userId, token, cohortIndexes.get(semesterPlanId!)!];
    }),
  };
}
