import { expect, test } from 'vitest';
import { BackendLooks } from './backend-activity.ts';

test('sums looks until they are taken, then starts again', () => {
  const looks = new BackendLooks();
  expect(looks.take()).toBeNull();
  looks.add({ running: 2, lock: 1, lightweightLock: 0, io: 1, busy: 5 });
  looks.add({ running: 1, lock: 3, lightweightLock: 1, io: 0, busy: 5 });
  expect(looks.take()).toEqual({ looks: 2, running: 3, lock: 4, lightweightLock: 1, io: 1, other: 1 });
  expect(looks.take()).toBeNull();
});
