import { describe, expect, it } from 'vitest';
import type { World } from '../../scenarios/tvet-connect/world.ts';
import { worldText } from './world-text.ts';

async function* pagesOf<Item>(items: Item[], pageSize: number): AsyncGenerator<Item[]> {
  for (let at = 0; at < items.length; at += pageSize) yield items.slice(at, at + pageSize);
}

describe('worldText', () => {
  const world: World = {
    today: '2025-04-23',
    password: 'with "quotes"',
    lecturers: [
      ['l-1', 't1'],
      ['l-2', 't2'],
      ['l-3', 't3'],
    ],
    cohorts: [
      {
        semesterPlanId: 'p',
        unitIds: ['u'],
        openAttendanceIds: [],
        todaysClassIds: ['c'],
        lecturerIndexes: [2],
      },
    ],
    students: [['s-1', 't4', 0]],
  };

  it.each([1, 2, 10])('is the JSON of a world, with pages of %i', async (pageSize) => {
    const pieces = worldText({
      ...world,
      lecturers: pagesOf(world.lecturers, pageSize),
      cohorts: async () => world.cohorts,
      students: pagesOf(world.students, pageSize),
    });
    expect(JSON.parse((await Array.fromAsync(pieces)).join(''))).toEqual(world);
  });
});
