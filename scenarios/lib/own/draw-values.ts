import { draw, type Shared } from '../extension.ts';
import type { User } from '../route.ts';

/**
 * Gives a user what a journey draws: of each group of lists, the items at one place.
 * @param data with the names of the lists below "journeys", the number of the journey, "draws" and the number of the group, and the lists by
 * name below "values"
 */
export function drawValues(user: User, data: Shared, journey: number): void {
  const groups = data.count('journeys', journey, 'draws');
  for (let group = 0; group < groups; group++) {
    const lists = data.count('journeys', journey, 'draws', group);
    const drawn = draw();
    for (let index = 0; index < lists; index++) {
      const name: string = data.get('journeys', journey, 'draws', group, index);
      user[name] = data.get('values', name, Math.floor(drawn * data.count('values', name)));
    }
  }
}
