import { blockRange, blocksOf } from '../generate/blocks.ts';
import { copyLine } from '../generate/copy-text.ts';
import { Random } from '../generate/random.ts';
import type { TablePlan } from '../plan.ts';
import { dayOf, schoolHour, TODAY_DAY, timestampText, WEEKS } from './calendar.ts';
import { NOBODY, type Presence } from './presence.ts';
import type { Semester, Unit } from './semester.ts';

const UNITS_PER_BLOCK = 256;
/** Lower than the attendance of lessons. */
const PARTICIPATION = { low: 0.6, high: 0.8 } as const;
const PLATFORMS = [
  ['bigbluebutton', 8],
  ['zoom', 1],
  ['google_meet', 1],
] as const;
const DURATION_MINUTES = [
  [60, 7],
  [45, 2],
  [90, 1],
] as const;

/** One class per unit and week over the whole semester: ended before today, scheduled from today on. */
export function onlineClasses(semester: Semester, randomSeed: number, presence: Presence): TablePlan {
  const blocksPerWeek = blocksOf(semester.units.length, UNITS_PER_BLOCK);
  return {
    name: 'online_classes',
    columns: [
      'id',
      'semester_plan_id',
      'unit_id',
      'lecturer_id',
      'class_name',
      'meeting_url',
      'meeting_id',
      'password',
      'scheduled_time',
      'duration_minutes',
      'platform',
      'status',
      'participants',
      'created_at',
      'updated_at',
    ],
    blocks: WEEKS * blocksPerWeek,
    *rows(block) {
      const random = Random.from(randomSeed, 'online_classes', block);
      const week = Math.floor(block / blocksPerWeek);
      for (const number of blockRange(block % blocksPerWeek, UNITS_PER_BLOCK, semester.units.length)) {
        yield onlineClass(semester.units[number]!, number, week, presence, random);
      }
    },
  };
}

function onlineClass(
  unit: Unit,
  unitNumber: number,
  week: number,
  presence: Presence,
  random: Random,
): string {
  const { weekday, hour } = unit.onlineClass;
  const day = dayOf(week, weekday);
  const hasEnded = day < TODAY_DAY;
  const durationMinutes = random.pickWeighted(DURATION_MINUTES);
  const meetingId = random.hex(10);
  // The timetable is entered in the first week, or a week ahead if that is later.
  const created = timestampText(Math.max(0, day - 7), schoolHour(random) * 60 - 120, random.integer(0, 59));
  return copyLine([
    `class-${String(unitNumber + 1).padStart(6, '0')}-${String(week + 1).padStart(2, '0')}`,
    unit.plan.id,
    unit.id,
    unit.lecturerId,
    `${unit.subject}, week ${week + 1}`,
    `https://meet.tvet-connect.example/b/${meetingId}`,
    meetingId,
    random.hex(4),
    timestampText(day, hour * 60),
    durationMinutes,
    random.pickWeighted(PLATFORMS),
    hasEnded ? 'ended' : 'scheduled',
    hasEnded ? presence(unit.plan, random.between(PARTICIPATION.low, PARTICIPATION.high), random) : NOBODY,
    created,
    hasEnded ? timestampText(day, hour * 60 + durationMinutes) : created,
  ]);
}
