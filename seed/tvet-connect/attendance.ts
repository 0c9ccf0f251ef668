import { blockRange, blocksOf } from '../generate/blocks.ts';
import { copyLine } from '../generate/copy-text.ts';
import { Random } from '../generate/random.ts';
import type { TablePlan } from '../plan.ts';
import { dayOf, TODAY, TODAY_DAY, timestampText } from './calendar.ts';
import { NOBODY, type Presence } from './presence.ts';
import type { Semester, Slot, Unit } from './semester.ts';

const UNITS_PER_BLOCK = 256;
const ATTENDANCE = { low: 0.75, high: 0.9 } as const;
const REGISTER_MINUTES = [
  [15, 8],
  [10, 1],
  [30, 1],
] as const;

/** One session per lesson, week by week until today. Past ones are closed; today's are open and have no attendees yet. */
export function attendanceSessions(semester: Semester, randomSeed: number, presence: Presence): TablePlan {
  const blocksPerWeek = blocksOf(semester.units.length, UNITS_PER_BLOCK);
  return {
    name: 'attendance_sessions',
    columns: [
      'id',
      'semester_plan_id',
      'unit_id',
      'lecturer_id',
      'session_name',
      'is_active',
      'duration_minutes',
      'attendees',
      'created_at',
      'updated_at',
    ],
    blocks: (TODAY.week + 1) * blocksPerWeek,
    *rows(block) {
      const random = Random.from(randomSeed, 'attendance_sessions', block);
      const week = Math.floor(block / blocksPerWeek);
      for (const number of blockRange(block % blocksPerWeek, UNITS_PER_BLOCK, semester.units.length)) {
        const unit = semester.units[number]!;
        for (const [place, slot] of unit.lessons.entries()) {
          if (dayOf(week, slot.weekday) <= TODAY_DAY)
            yield session(unit, number, week, place, slot, presence, random);
        }
      }
    },
  };
}

function session(
  unit: Unit,
  unitNumber: number,
  week: number,
  place: number,
  slot: Slot,
  presence: Presence,
  random: Random,
): string {
  const day = dayOf(week, slot.weekday);
  const isOpen = day === TODAY_DAY;
  const lesson = week * 2 + place + 1;
  const durationMinutes = random.pickWeighted(REGISTER_MINUTES);
  // A past register was opened when the lesson began; today's are ready before eight.
  const opened = isOpen ? random.integer(7 * 60, 8 * 60 - 1) : slot.hour * 60 + random.integer(0, 9);
  const seconds = random.integer(0, 59);
  return copyLine([
    `att-${String(unitNumber + 1).padStart(6, '0')}-${String(lesson).padStart(2, '0')}`,
    unit.plan.id,
    unit.id,
    unit.lecturerId,
    `${unit.subject}, week ${week + 1}, lesson ${place + 1}`,
    isOpen,
    durationMinutes,
    isOpen ? NOBODY : presence(unit.plan, random.between(ATTENDANCE.low, ATTENDANCE.high), random),
    timestampText(day, opened, seconds),
    timestampText(day, isOpen ? opened : opened + durationMinutes, seconds),
  ]);
}
