import exec from 'k6/execution';
import { elapsedMs, scenario } from '../lib/clock.ts';
import { abortingOnError } from '../lib/iteration.ts';
import { anyMoment, type Journey, nextJourney, type Position } from '../lib/journey.ts';
import { send } from '../lib/measure.ts';
import { arrivalDueMs, think } from '../lib/pacing.ts';
import { type Random, seededRandom, seedOf } from '../lib/random.ts';
import { setOut } from './actor.ts';
import { type Inhabitant, inhabitant, type Role, userCount } from './inhabitants.ts';
import { COMES_FROM, ENDS, FIRST_STEP, LECTURER_JOURNEYS, STUDENT_JOURNEYS, type Step } from './mix.ts';
import { type Actor, requestFor } from './requests.ts';

const USERS = Number(__ENV.USERS);

const JOURNEYS: Record<Role, readonly Journey<Step>[]> = {
  student: STUDENT_JOURNEYS,
  lecturer: LECTURER_JOURNEYS,
};

/** What steps taken in this VU have left behind, the latest of each kind: by whom, and its id or token. */
const left: Partial<Record<Step, { by: Actor; own: string }>> = {};

/** Open model, one iteration: one request of the mix, by a user chosen evenly. */
export const arrival = abortingOnError(() => {
  const n = scenario().iterationInTest;
  const random = randomOf(n);
  const who = inhabitant(Math.floor(random() * userCount));
  const { journey, index } = anyMoment(JOURNEYS[who.role], random());
  take(journey.steps[index]!, setOut(who, random), random, arrivalDueMs(n));
});

/** The user that this VU is, in the closed model. */
type Me = {
  who: Inhabitant;
  position: Position<Step>;
  /** as what they go through the present journey */
  actor: Actor;
  random: Random;
  /** when the last step ended, on `elapsedMs` */
  endedMs: number;
};
let me: Me | null = null;

/**
 * Closed model, one iteration: think, then take the next step of the journey. A user begins by opening the app, and goes on
 * from any moment of the morning, so that the mix is the long-run one from the start.
 */
export const user = abortingOnError(() => {
  if (!me) {
    me = wakeUp();
    take(FIRST_STEP[me.who.role], me.actor, me.random, elapsedMs());
  } else {
    const dueMs = think(me.endedMs, me.random());
    if (dueMs === null) return;
    const { journey, index } = me.position;
    take(journey.steps[index]!, me.actor, me.random, dueMs);
    stepOn(me);
  }
  me.endedMs = elapsedMs();
});

/** VUs are spread evenly over all users, so that lecturers have their share. */
function wakeUp(): Me {
  const vu = exec.vu.idInTest;
  const who = inhabitant(Math.floor(((vu - 1) * userCount) / USERS));
  const random = randomOf(vu);
  return {
    who,
    position: anyMoment(JOURNEYS[who.role], random()),
    actor: setOut(who, random),
    random,
    endedMs: 0,
  };
}

function stepOn(user: Me): void {
  user.position.index++;
  if (user.position.index < user.position.journey.steps.length) return;
  user.position = { journey: nextJourney(JOURNEYS[user.who.role], user.random()), index: 0 };
  user.actor = setOut(user.who, user.random);
}

let seeded = { schedule: '', seed: 0 };

/** Every arrival, and every user, of every schedule has a stream of its own. */
function randomOf(stream: number): Random {
  const { name } = scenario();
  if (seeded.schedule !== name) seeded = { schedule: name, seed: seedOf(`${__ENV.RANDOM_SEED} ${name}`) };
  return seededRandom(seeded.seed, stream);
}

/**
 * Takes one step. One on something made earlier is taken by whoever made it; where this VU has nothing of the kind, the
 * user looks at the app's first screen instead.
 */
function take(wanted: Step, wantedBy: Actor, random: Random, dueMs: number): void {
  const source = COMES_FROM[wantedBy.role][wanted];
  const made = source && left[source];
  const step = source && !made ? FIRST_STEP[wantedBy.role] : wanted;
  const actor = made ? made.by : wantedBy;

  const request = requestFor(step, actor, random, made ? made.own : '');
  const look = send(request, dueMs);
  if (source && ENDS.includes(step)) delete left[source];
  if (!look) return;
  const own = request.leaves?.(look);
  if (own) left[step] = { by: actor, own };
  if (own && step === 'auth.login') actor.token = own;
  if (step === 'attendance.check-in') actor.hasCheckedIn = true;
  if (request.acknowledges) console.log(`ack ${request.acknowledges}`);
}
