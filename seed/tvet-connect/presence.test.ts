import { describe, expect, it } from 'vitest';
import { Random } from '../generate/random.ts';
import { presenceOf } from './presence.ts';
import { planSemester, studentId } from './semester.ts';

const semester = planSemester(2_000, 5);
const presence = presenceOf(semester);

function idsOf(plan: (typeof semester.plans)[number]): string[] {
  return Array.from({ length: plan.students }, (_, place) => studentId(plan.firstStudent + place));
}

describe('presence', () => {
  it('lists only students of the plan, each once, in order', () => {
    for (const plan of semester.plans) {
      const present: string[] = JSON.parse(presence(plan, 0.8, Random.from('a', plan.id)));
      expect(present).toEqual([...new Set(present)].toSorted());
      expect(idsOf(plan)).toEqual(expect.arrayContaining(present));
    }
  });

  it('lists each student with the given probability, the first and the last included', () => {
    const plan = semester.plans.at(-1)!;
    const counts = new Map(idsOf(plan).map((id) => [id, 0]));
    const random = Random.from('ratio');
    for (let lesson = 0; lesson < 10_000; lesson += 1) {
      for (const id of JSON.parse(presence(plan, 0.75, random)) as string[])
        counts.set(id, counts.get(id)! + 1);
    }
    // 7,500 of 10,000, standard deviation 43
    for (const count of counts.values()) expect(Math.abs(count - 7_500)).toBeLessThan(220);
  });
});
