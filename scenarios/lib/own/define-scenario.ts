import type { LoadInput, Traffic } from '../../../harness/model/traffic.ts';
import {
  draw,
  eachArrival,
  eachTurn,
  elapsedMs,
  seed,
  send,
  shared,
  system,
  userNumber,
  visit,
} from '../extension.ts';
import { firstRequest } from '../first-request.ts';
import type { User } from '../route.ts';
import { drawValues } from './draw-values.ts';
import { readInput } from './read-input.ts';
import { type Sent, sentOf } from './sent.ts';

/** What a scenario of one's own changes in what its plan says. */
export type ScenarioOptions = {
  /** Changes or replaces the planned traffic. Called once per process. */
  traffic?(planned: Traffic): Traffic;
  /** Called before each step, with the values that it will be filled in with; it may change them. */
  before?(step: string, user: User): void;
};

/** A user of the closed model, on a journey. */
type Walk = { place: number; journey: number; step: number; user: User };

/**
 * The scenario of a system of one's own: `arrival` and `user` are what k6 runs for the open and the closed model, and `firstRequest`, the
 * default export, is sent before a load.
 */
export function defineScenario({ traffic: change, before }: ScenarioOptions = {}) {
  const sent = (): Sent => {
    const { traffic, ...input } = readInput<LoadInput>();
    return sentOf({ ...input, traffic: change ? change(traffic) : traffic });
  };
  system(() => sent().system);
  const data = shared('traffic', () => sent().data);
  const userCount = data.count('users');
  const fields = names('fields');

  function names(...path: (string | number)[]): string[] {
    return Array.from({ length: data.count(...path) }, (_, index) => data.get(...path, index));
  }

  /** @param place of a user among all of them; ignored if everyone is the same client */
  function setOut(place: number, journey: number): User {
    const user: User = {};
    if (userCount > 0)
      for (let field = 0; field < fields.length; field++)
        user[fields[field]!] = data.get('users', place % userCount, field);
    drawValues(user, data, journey);
    return user;
  }

  /** Returns whether the journey goes on: the step was answered correctly. It is not taken if the journey lacks a value for it. */
  function take(journey: number, place: number, user: User, dueMs: number): boolean {
    const step: string = data.get('journeys', journey, 'steps', place);
    before?.(step, user);
    const needs = data.count('needs', step);
    for (let index = 0; index < needs; index++) {
      const value = user[data.get('needs', step, index) as string];
      if (value === undefined || value === null) return false;
    }
    const kind: string = data.get('steps', step);
    return kind === 'page' ? visit(step, user, dueMs) : send(step, user, dueMs);
  }

  const stepsOf = (journey: number) => data.count('journeys', journey, 'steps');
  const chooseJourney = () => data.choose(draw(), 'journeys');

  const arrival = eachArrival((n, dueMs) => {
    seed(n); // every arrival and every user has a random stream of its own
    const place = Math.floor(draw() * userCount);
    const journey = chooseJourney();
    const user = setOut(place, journey);
    const steps = stepsOf(journey);
    for (let step = 0, due = dueMs; step < steps && take(journey, step, user, due); step++) {
      if (step + 1 < steps) due = elapsedMs();
    }
  });

  const walks: Walk[] = [];
  const begin = (place: number): Walk => {
    const journey = chooseJourney();
    return { place, journey, step: 0, user: setOut(place, journey) };
  };
  const user = eachTurn((dueMs, isFirst, place) => {
    if (isFirst) {
      seed(userNumber());
      walks[place] = begin(userNumber() - 1);
    }
    const walk = walks[place]!;
    const goesOn = take(walk.journey, walk.step, walk.user, dueMs);
    walk.step++;
    if (!goesOn || walk.step === stepsOf(walk.journey)) walks[place] = begin(walk.place);
  }, draw);

  return {
    arrival,
    user,
    firstRequest: firstRequest((share) => {
      seed(0);
      const journey: number = data.get('heaviest');
      const someone = setOut(Math.floor(share * userCount), journey);
      before?.(data.get('journeys', journey, 'steps', 0), someone);
      return { route: data.get('firstRoute'), user: someone };
    }),
  };
}
