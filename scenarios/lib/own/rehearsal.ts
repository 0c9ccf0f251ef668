import exec from 'k6/execution';
import type { Rehearsal, RehearsalLine } from '../../../harness/model/traffic.ts';
import { ask, seed, shared, system } from '../extension.ts';
import type { Scalar, User } from '../route.ts';
import { drawValues } from './draw-values.ts';
import { namesIn } from './needs-of.ts';
import { readInput } from './read-input.ts';

/** The only journey of a rehearsal: all of its sequences draw the same. */
const ALL = 0;

system(() => readInput<Rehearsal>().system);
const data = shared('rehearsal', () => {
  const { users, sequences, system, draws = [], values = {} } = readInput<Rehearsal>();
  const fields = users.map((user) => Object.entries(user));
  const captures = Object.entries(system.routes).map(([key, { captures = {} }]) => [
    key,
    Object.keys(captures),
  ]);
  const needs = Object.entries(system.routes).map(([key, route]) => [key, namesIn(route)]);
  return {
    users: fields,
    sequences,
    captures: Object.fromEntries(captures),
    needs: Object.fromEntries(needs),
    journeys: [{ draws }],
    values,
  };
});

/**
 * An iteration is one user, who sends the requests of each sequence until one is not answered correctly or lacks a value. Each is a line of
 * the console, and so is the end of a user: k6 logs an exception and goes on.
 */
export default function rehearse(): void {
  const place = exec.scenario.iterationInTest;
  seed(place);
  for (let sequence = 0; sequence < data.count('sequences'); sequence++) {
    const user = userAt(place);
    for (let step = 0; step < data.count('sequences', sequence); step++) {
      const route: string = data.get('sequences', sequence, step);
      if (lacksValue(route, user)) break;
      const answer = ask(route, user);
      write({ request: { user: place, sequence, route, answer, captured: capturesOf(route, user) } });
      if (answer.outcome !== 'correct') break;
    }
  }
  write({ endOfUser: place });
}

function write(line: RehearsalLine): void {
  console.log(JSON.stringify(line));
}

function userAt(place: number): User {
  const user: User = {};
  for (let field = 0; field < data.count('users', place); field++)
    user[data.get('users', place, field, 0) as string] = data.get('users', place, field, 1);
  drawValues(user, data, ALL);
  return user;
}

function lacksValue(route: string, user: User): boolean {
  for (let index = 0; index < data.count('needs', route); index++) {
    const value = user[data.get('needs', route, index) as string];
    if (value === undefined || value === null) return true;
  }
  return false;
}

function capturesOf(route: string, user: User): Record<string, Scalar | null> {
  const captured: Record<string, Scalar | null> = {};
  for (let index = 0; index < data.count('captures', route); index++) {
    const name: string = data.get('captures', route, index);
    captured[name] = (user[name] as Scalar | undefined) ?? null;
  }
  return captured;
}
