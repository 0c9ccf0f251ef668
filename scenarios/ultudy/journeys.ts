import {
  draw,
  eachArrival,
  eachTurn,
  seed,
  send,
  shared,
  system,
  userNumber,
  visit,
} from '../lib/extension.ts';
import { moments } from '../lib/journey.ts';
import { journeys, pages, type Step } from './mix.ts';
import { type Student, studySystem } from './requests.ts';
import { setOut, studentCount } from './students.ts';

system(studySystem);
const mix = shared('mix', () => ({ journeys: journeys(), moments: moments(journeys()) }));

/** Open model: who of this VU's arrivals has opened a course and has not come back to it yet. */
let gone: Student | null = null;

/** Open model: one step of a journey, by a student chosen uniformly. Whoever comes back is one who was there before. */
export const arrival = eachArrival((n, dueMs) => {
  seed(n); // every arrival and every user has a random stream of its own
  const student = setOut(Math.floor(draw() * studentCount));
  const step: Step = mix.get('moments', mix.choose(draw(), 'moments'), 'step');
  if (step === 'course repeat' && gone !== null) {
    take(step, gone, dueMs);
    gone = null;
  } else if (step === 'course repeat' || step === 'course first') {
    if (take('course first', student, dueMs)) gone = student;
  } else take(step, student, dueMs);
});

/** Closed model: a user that this VU plays, and the step of a journey that they are about to take. */
type Me = { index: number; journey: number; step: number; student: Student };
const people: Me[] = [];

/** Closed model: the next step of the journey. A user begins with a whole journey. */
export const user = eachTurn((dueMs, isFirst, place) => {
  if (isFirst) {
    seed(userNumber());
    const index = Math.floor(((userNumber() - 1) * studentCount) / Number(__ENV.USERS));
    people[place] = { index, journey: mix.choose(draw(), 'journeys'), step: 0, student: setOut(index) };
  }
  const me = people[place]!;
  take(mix.get('journeys', me.journey, 'steps', me.step), me.student, dueMs);
  me.step++;
  if (me.step < mix.count('journeys', me.journey, 'steps')) return;
  me.journey = mix.choose(draw(), 'journeys');
  me.step = 0;
  me.student = setOut(me.index);
}, draw);

function take(step: Step, student: Student, dueMs: number): boolean {
  return step in pages ? visit(step, student, dueMs) : send(step, student, dueMs);
}
