import { faker } from '@faker-js/faker/locale/en';
import { blockRange, blocksOf } from '../generate/blocks.ts';
import { copyLine } from '../generate/copy-text.ts';
import { seedWords } from '../generate/random.ts';
import type { TablePlan } from '../plan.ts';
import { dayBefore } from './calendar.ts';
import { authorId, type Catalogue, studentId } from './catalogue.ts';

const USERS_PER_BLOCK = 1_000;
const MEMBERS_FOR_DAYS = 400;

/** The address of a user, from their id: whoever knows the one can log in with the other. */
export function emailOf(userId: string): string {
  return `${userId}@ultudy.example`;
}

/** Students first, then authors. All share one password hash: a slow hash for each would take hours. */
export function users({ students, authors }: Catalogue, randomSeed: number, passwordHash: string): TablePlan {
  const total = students + authors;
  return {
    name: 'users',
    columns: ['user_id', 'role', 'email', 'display_name', 'password_hash', 'created_at'],
    blocks: blocksOf(total, USERS_PER_BLOCK),
    *rows(block) {
      faker.seed(seedWords(randomSeed, 'users', block));
      for (const number of blockRange(block, USERS_PER_BLOCK, total)) {
        const name = `${faker.person.firstName()} ${faker.person.lastName()}`;
        const isStudent = number < students;
        const userId = isStudent ? studentId(number) : authorId(number - students);
        const created = dayBefore(MEMBERS_FOR_DAYS - Math.floor((number * MEMBERS_FOR_DAYS) / total));
        yield copyLine([
          userId,
          isStudent ? 'student' : 'author',
          emailOf(userId),
          name,
          passwordHash,
          created,
        ]);
      }
    },
  };
}
