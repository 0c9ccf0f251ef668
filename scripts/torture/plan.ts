import { type Random, seededRandom } from '../../scenarios/lib/random.ts';
import { type Deed, KINDS, type Moment, PARTS, VICTIMS, type Victim } from './kinds.ts';

/** One round: what is done to which victim, and when. */
export type RoundPlan = {
  seed: number;
  /** counted from 1; together with the seed it determines all other fields */
  round: number;
  victim: Victim;
  /** the processes to hit: several for "several parts", otherwise the victim itself */
  targets: readonly Victim[];
  deed: Deed;
  /** how long a pause lasts; 0 for other deeds */
  pauseMs: number;
  moment: Moment;
  /** the load in which the moment lies; null outside of loads */
  load: LoadName | null;
  /** delay after the sign that the moment has come (moments.ts) */
  delayMs: number;
  /** whether the command is started through scripts/run.mjs, as npm does */
  throughLauncher: boolean;
  /** whether the data is in a PostgreSQL that outlives the run */
  outsideDatabase: boolean;
};

export type LoadName = 'closed' | 'open' | 'fault';

/** The range of the delay after a moment's sign. For loads it follows from short-loads/profile.ts; other steps take about as long. */
const WINDOWS: Record<Moment, { load: LoadName | null; fromMs: number; toMs: number }[]> = {
  'set-up': [{ load: null, fromMs: 0, toMs: 1_500 }],
  seeding: [{ load: null, fromMs: 0, toMs: 1_000 }],
  'starting servers': [{ load: null, fromMs: 0, toMs: 3_000 }],
  'ramp-up': [{ load: 'closed', fromMs: 0, toMs: 2_000 }],
  'judged phase': [
    { load: 'closed', fromMs: 3_000, toMs: 6_000 },
    { load: 'open', fromMs: 1_000, toMs: 4_000 },
  ],
  'fault phase': [{ load: 'fault', fromMs: 1_000, toMs: 6_500 }],
  'closing checks': [{ load: null, fromMs: 0, toMs: 100 }],
  verdict: [{ load: null, fromMs: 0, toMs: 1_000 }],
};

const PAUSE_MS = { least: 1_000, most: 4_000 };
const LAUNCHED_SHARE = 0.3;
const OUTSIDE_DATABASE_SHARE = 0.3;

/** Draws the plan of a round. The same seed and number give the same plan. Every victim comes once before any comes again. */
export function planRound(seed: number, round: number): RoundPlan {
  const deck = Math.floor((round - 1) / VICTIMS.length);
  const shuffled = shuffle(VICTIMS, seededRandom(seed, -1 - deck));
  const victim = shuffled[(round - 1) % VICTIMS.length]!;
  const random = seededRandom(seed, round);
  const { deeds, moments } = KINDS[victim];
  const deed = pick(deeds, random);
  const moment = pick(moments, random);
  const { load, fromMs, toMs } = pick(WINDOWS[moment], random);
  const delayMs = Math.round(fromMs + random() * (toMs - fromMs));
  const pauseMs = Math.round(PAUSE_MS.least + random() * (PAUSE_MS.most - PAUSE_MS.least));
  const launched = random() < LAUNCHED_SHARE;
  const outside = random() < OUTSIDE_DATABASE_SHARE;
  const targets =
    victim === 'several parts' ? shuffle(PARTS, random).slice(0, 2 + Math.floor(random() * 2)) : [victim];
  return {
    seed,
    round,
    victim,
    targets,
    deed,
    pauseMs: deed === 'pause' ? pauseMs : 0,
    moment,
    load,
    delayMs,
    throughLauncher: victim === 'launcher' || launched,
    outsideDatabase: outside && !targets.some((target) => target.startsWith('postgres')),
  };
}

/** E.g. `SIGKILL nginx in judged phase (open load) after 1204 ms`. */
export function describePlan({ victim, targets, deed, pauseMs, moment, load, delayMs }: RoundPlan): string {
  if (victim === 'nobody') return 'nothing is done';
  const whom = victim === 'several parts' ? targets.join(' and ') : victim;
  const what = deed === 'pause' ? `pause (${pauseMs} ms)` : deed;
  const when = load === null ? moment : `${moment} (${load} load)`;
  return `${what} ${whom} in ${when} after ${delayMs} ms`;
}

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[Math.floor(random() * choices.length)]!;
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, drawn: random() }))
    .toSorted((a, b) => a.drawn - b.drawn)
    .map(({ item }) => item);
}
