import { draw, eachArrival, eachTurn, seed, send, shared, system, userNumber } from '../lib/extension.ts';
import { readWorld } from '../lib/read-world.ts';
import { setOut, userCount } from './inhabitants.ts';
import { firstStep, isEnd, mixTable, type Step, sourceOf } from './mix.ts';
import { announcement, syncData } from './payloads.ts';
import { type Actor, routeOf, routes } from './requests.ts';
import type { World } from './world.ts';

system(() => ({ routes: routes(readWorld<World>()) }));
const mix = shared('mix', mixTable);

/** What earlier steps of this VU have created, the latest of each kind: who made it, and its id or token. */
const leftBy: Partial<Record<Step, { by: Actor; own: string | number }>> = {};

/** Open model: one request of the mix, by a user chosen uniformly. */
export const arrival = eachArrival((n, dueMs) => {
  seed(n); // every arrival and every user has a random stream of its own
  const actor = setOut(Math.floor(draw() * userCount));
  const moment = mix.choose(draw(), actor.role, 'moments');
  take(mix.get(actor.role, 'moments', moment, 'step'), actor, dueMs);
});

/** Closed model: a user that this VU plays, and the step of a journey that they are about to take. */
type Me = {
  userIndex: number;
  journey: number;
  step: number;
  /** the user on the present journey */
  actor: Actor;
};
const people: Me[] = [];

/**
 * Closed model: the next step of the journey. A user first opens the app, then continues from a random moment of a journey, so that the
 * mix is the long-run mix from the start.
 */
export const user = eachTurn((dueMs, isFirst, place) => {
  if (isFirst) {
    const me = wakeUp();
    people[place] = me;
    take(firstStep(me.actor.role), me.actor, dueMs);
  } else {
    const me = people[place]!;
    take(mix.get(me.actor.role, 'journeys', me.journey, 'steps', me.step), me.actor, dueMs);
    stepOn(me);
  }
}, draw);

/** Those who are alive are spread evenly over all users, so that lecturers get their share. */
function wakeUp(): Me {
  const number = userNumber();
  seed(number);
  const userIndex = Math.floor(((number - 1) * userCount) / Number(__ENV.USERS));
  const actor = setOut(userIndex);
  const moment = mix.choose(draw(), actor.role, 'moments');
  return {
    userIndex,
    actor,
    journey: mix.get(actor.role, 'moments', moment, 'journey'),
    step: mix.get(actor.role, 'moments', moment, 'index'),
  };
}

function stepOn(user: Me): void {
  const { role } = user.actor;
  user.step++;
  if (user.step < mix.count(role, 'journeys', user.journey, 'steps')) return;
  user.journey = mix.choose(draw(), role, 'journeys');
  user.step = 0;
  user.actor = setOut(user.userIndex);
}

/**
 * Takes one step. A step that needs something made earlier is taken by the user who made it. If this VU has made nothing of the kind,
 * the user opens the app's first screen instead.
 */
function take(wanted: Step, wantedBy: Actor, dueMs: number): void {
  const source = sourceOf(wanted, wantedBy.role);
  const made = source && leftBy[source];
  const step = source && !made ? firstStep(wantedBy.role) : wanted;
  const actor = made ? made.by : wantedBy;
  if (made) actor.own = made.own;
  prepare(step, actor);

  const isCorrect = send(routeOf(step, actor.role), actor, dueMs);
  if (source && isEnd(step)) delete leftBy[source];
  if (!isCorrect) return;
  if (actor.left) {
    leftBy[step] = { by: actor, own: actor.left };
    if (step === 'auth.login') actor.token = String(actor.left);
    actor.left = undefined;
  }
  if (step === 'attendance.check-in') actor.hasCheckedIn = true;
}

/** Makes the content of the step's request body, if it has one. */
function prepare(step: Step, actor: Actor): void {
  switch (step) {
    case 'sync.write':
      actor.syncData = syncData(draw, actor.unit);
      break;
    case 'content.add':
    case 'content.change': {
      const contentData = announcement(draw);
      actor.contentData = contentData;
      actor.title = contentData.title;
      break;
    }
    case 'class.schedule':
      actor.title = `Extra class ${Math.floor(draw() * 1e6)}`;
      break;
    case 'attendance.open':
      actor.title = `Roll call ${Math.floor(draw() * 1e6)}`;
      break;
  }
}
