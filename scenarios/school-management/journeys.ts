import { draw, eachArrival, eachTurn, seed, system, userNumber, visit } from '../lib/extension.ts';
import { readWorld } from '../lib/read-world.ts';
import { hasLargeFile, nextPage, type Someone, setOut, someoneAt } from './people.ts';
import { type Person, schoolSystem } from './requests.ts';
import type { World } from './world.ts';

system(() => schoolSystem(readWorld<World>()));

/** Open model: someone visits a page. */
export const arrival = eachArrival((n, dueMs) => {
  seed(n); // every arrival and every user has a random stream of its own
  act(someoneAt(draw()), 0, dueMs);
});

/** Closed model: a user thinks, then visits a page. Those who are alive are spread over all users, with the staff's share. */
export const user = eachTurn((dueMs, isFirst, place) => {
  if (isFirst) seed(userNumber());
  act(someoneAt((userNumber() - 1) / Number(__ENV.USERS)), place, dueMs);
}, draw);

/** Who of this VU's users is logged in on another device as well, until their next turn. */
const elsewhere: (Person | null)[] = [];

function act(someone: Someone, place: number, dueMs: number): void {
  const there = elsewhere[place];
  if (there) {
    elsewhere[place] = null;
    visit('log out there', there, dueMs);
    return;
  }
  const wanted = nextPage(someone);
  // A school that has no large file yet: its staff look at a small one.
  const page = wanted === 'large download' && !hasLargeFile(someone) ? 'download' : wanted;
  const person = setOut(someone, page);
  const isCorrect = visit(page, person, dueMs);
  if (page === 'another device' && isCorrect) elsewhere[place] = person;
}
