import { type PlannedLoad, usersPerVuOf } from '../model/load.ts';

/**
 * How many users are alive when so many of the generator's virtual users are busy. In a closed load each of them plays `usersPerVu` users, and
 * only the last may play fewer.
 */
export function usersAlive(load: PlannedLoad['load'] | undefined, busyVus: number): number {
  return load?.model === 'closed' ? Math.min(load.users, busyVus * usersPerVuOf(load)) : busyVus;
}
