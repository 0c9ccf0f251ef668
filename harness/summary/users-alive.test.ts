import { expect, it } from 'vitest';
import { usersAlive } from './users-alive.ts';

const closed = (users: number, usersPerVu?: number) =>
  ({ model: 'closed', users, thinkTimeMs: 1000, ...(usersPerVu && { usersPerVu }) }) as const;

it.each([
  ['one to a virtual user', closed(25), 20, 20],
  ['ten to a virtual user', closed(25, 10), 2, 20],
  ['of whom the last virtual user has fewer', closed(25, 10), 3, 25],
  ['none yet', closed(25, 10), 0, 0],
  ['of an open load: who carries out a request', { model: 'open', arrivalRatePerSec: 5 } as const, 7, 7],
])('users alive, %s', (_, load, busyVus, users) => {
  expect(usersAlive(load, busyVus)).toBe(users);
});
