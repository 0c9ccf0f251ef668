import exec from 'k6/execution';
import type { Rehearsal, Rehearsed } from '../../../harness/model/traffic.ts';
import { ask, seed, shared, system } from '../extension.ts';
import type { Scalar, User } from '../route.ts';
import { readInput } from './read-input.ts';

system(() => readInput<Rehearsal>().system);
const data = shared('rehearsal', () => {
  const { users, sequences, system } = readInput<Rehearsal>();
  const fields = users.map((user) => Object.entries(user));
  const captures = Object.entries(system.routes).map(([key, { captures = {} }]) => [
    key,
    Object.keys(captures),
  ]);
  return { users: fields, sequences, captures: Object.fromEntries(captures) };
});

/** An iteration is one user, who sends the requests of each sequence until one is not answered correctly. Each is a line of the console. */
export default function rehearse(): void {
  const place = exec.scenario.iterationInTest;
  seed(place);
  for (let sequence = 0; sequence < data.count('sequences'); sequence++) {
    const user = userAt(place);
    for (let step = 0; step < data.count('sequences', sequence); step++) {
      const route: string = data.get('sequences', sequence, step);
      const answer = ask(route, user);
      const rehearsed: Rehearsed = {
        user: place,
        sequence,
        route,
        answer,
        captured: capturesOf(route, user),
      };
      console.log(JSON.stringify(rehearsed));
      if (answer.outcome !== 'correct') break;
    }
  }
}

function userAt(place: number): User {
  const user: User = {};
  for (let field = 0; field < data.count('users', place); field++)
    user[data.get('users', place, field, 0) as string] = data.get('users', place, field, 1);
  return user;
}

function capturesOf(route: string, user: User): Record<string, Scalar | null> {
  const captured: Record<string, Scalar | null> = {};
  for (let index = 0; index < data.count('captures', route); index++) {
    const name: string = data.get('captures', route, index);
    captured[name] = (user[name] as Scalar | undefined) ?? null;
  }
  return captured;
}
