import { faker } from '@faker-js/faker/locale/en_ZA';
import { blockRange, blocksOf } from '../generate/blocks.ts';
import { copyLine } from '../generate/copy-text.ts';
import { seedWords } from '../generate/random.ts';
import type { TablePlan } from '../plan.ts';
import { lecturerId, type Semester, studentId } from './semester.ts';

const ACCOUNTS_PER_BLOCK = 1_000;

/** Students first, by plan, then lecturers. All share one password hash: a slow hash for each would take hours. */
export function accounts(semester: Semester, randomSeed: number, passwordHash: string): TablePlan {
  const studentPlanIds = planIdsByStudent(semester);
  const total = semester.users + semester.lecturers;
  return {
    name: 'accounts',
    columns: ['user_id', 'role', 'display_name', 'semester_plan_id', 'password_hash'],
    blocks: blocksOf(total, ACCOUNTS_PER_BLOCK),
    *rows(block) {
      faker.seed(seedWords(randomSeed, 'accounts', block));
      for (const number of blockRange(block, ACCOUNTS_PER_BLOCK, total)) {
        const name = `${faker.person.firstName()} ${faker.person.lastName()}`;
        const planId = studentPlanIds[number];
        yield planId === undefined
          ? copyLine([lecturerId(number - semester.users), 'lecturer', name, null, passwordHash])
          : copyLine([studentId(number), 'student', name, planId, passwordHash]);
      }
    },
  };
}

function planIdsByStudent(semester: Semester): string[] {
  return semester.plans.flatMap((plan) => Array<string>(plan.students).fill(plan.id));
}
