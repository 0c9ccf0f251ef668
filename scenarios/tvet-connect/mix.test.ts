import { describe, expect, it } from 'vitest';
import { stepShares } from '../lib/journey.ts';
import { firstStep, isEnd, lecturerJourneys, type Step, sourceOf, studentJourneys } from './mix.ts';
import { DEFAULT_RATE_PER_SEC, DEFAULT_USERS, profileFor } from './profile.ts';

/** The seed has one lecturer for every 30 students, and users are chosen uniformly. */
const STUDENTS = 30 / 31;
const LECTURERS = 1 / 31;

const student = stepShares(studentJourneys()) as Map<Step, number>;
const lecturer = stepShares(lecturerJourneys()) as Map<Step, number>;
const sum = (shares: Iterable<number>) => [...shares].reduce((total, share) => total + share, 0);
const isRead = (step: Step) => step.endsWith('.read') || step.endsWith('.list');

function shareOf(wanted: (step: Step) => boolean): number {
  const of = (shares: Map<Step, number>) =>
    sum([...shares].filter(([step]) => wanted(step)).map(([, share]) => share));
  return of(student) * STUDENTS + of(lecturer) * LECTURERS;
}

describe('the mix of a morning', () => {
  it('adds up', () => {
    expect(sum(student.values())).toBeCloseTo(1, 12);
    expect(sum(lecturer.values())).toBeCloseTo(1, 12);
  });

  it('is mostly reads', () => {
    expect(shareOf(isRead)).toBeCloseTo(0.876, 3);
    expect(shareOf((step) => step === 'sync.write')).toBeCloseTo(0.03, 2);
    expect(shareOf((step) => step === 'attendance.check-in')).toBeCloseTo(0.04, 2);
    expect(shareOf((step) => step === 'class.join')).toBeCloseTo(0.04, 2);
  });

  it('checks in to, joins or writes only what it has read before', () => {
    for (const [write, read] of [
      ['attendance.check-in', 'attendance.read'],
      ['class.join', 'class.read'],
      ['sync.write', 'sync.read'],
    ] as const) {
      for (const { steps } of studentJourneys().filter(({ steps: all }) => all.includes(write))) {
        expect(steps.indexOf(read)).toBeGreaterThanOrEqual(0);
        expect(steps.indexOf(read)).toBeLessThan(steps.indexOf(write));
      }
    }
  });

  it.each(['student', 'lecturer'] as const)('lets a %s end only what the same journey began', (role) => {
    for (const { steps } of role === 'student' ? studentJourneys() : lecturerJourneys()) {
      steps.forEach((step: Step, index) => {
        const source = sourceOf(step, role);
        if (isEnd(step)) expect(source).not.toBeNull();
        if (source) expect((steps as readonly Step[]).slice(0, index)).toContain(source);
      });
    }
  });

  it('begins with a step that needs nothing made earlier', () => {
    expect(sourceOf(firstStep('student'), 'student')).toBeNull();
    expect(sourceOf(firstStep('lecturer'), 'lecturer')).toBeNull();
  });
});

/**
 * The document's limits: 1,000 requests a user in 15 minutes, 100 heavy ones in an hour, 20 logins an address in 15 minutes.
 * The whole default run is shorter than 15 minutes, so everything a user does in it counts.
 */
describe('the limits of the document', () => {
  const loads = profileFor({
    users: DEFAULT_USERS,
    ratePerSec: DEFAULT_RATE_PER_SEC,
    quick: false,
    servers: ['server-1'],
    randomSeed: 1,
  }).loads;
  const seconds = (model: string) =>
    sum(
      loads
        .filter(({ load }) => load.model === model)
        .flatMap(({ phases }) => phases.map((phase) => phase.durationMs / 1000)),
    );
  const users = DEFAULT_USERS / STUDENTS;
  const openPerUser = (DEFAULT_RATE_PER_SEC * seconds('open')) / users;
  const closedPerUser = seconds('closed') / 30 + 1;
  const perUser = openPerUser + closedPerUser;
  /** A Poisson count with this mean exceeds this less than once in a million. */
  const atMost = (mean: number) => mean + 5 * Math.sqrt(mean) + 5;

  it('are checked for one run, which is shorter than 15 minutes', () => {
    expect(seconds('open') + seconds('closed')).toBeLessThan(15 * 60);
  });

  it('leave room for every user', () => {
    expect(perUser).toBeCloseTo(14.6, 1);
    expect(atMost(perUser)).toBeLessThan(1_000 / 10);
  });

  it('leave room for heavy requests', () => {
    const heavy = Math.max(student.get('progress.read')!, lecturer.get('progress.read')!);
    expect(atMost(perUser * heavy)).toBeLessThan(100 / 5);
    // And a user who went on for an hour at one request in 30 s:
    expect(atMost((3_600 / 30) * heavy)).toBeLessThan(100 / 2);
  });

  it('leave room for logins from every address', () => {
    // Each VU has its own address. 2,400 VUs share the arrivals of the open loads; in the closed load each VU is one user.
    const requestsPerAddress = (DEFAULT_RATE_PER_SEC * seconds('open')) / 2_400 + closedPerUser;
    const logins = shareOf((step) => step === 'auth.login');
    expect(requestsPerAddress * logins).toBeLessThan(0.06);
    expect(atMost(requestsPerAddress * logins)).toBeLessThan(20);
  });
});
