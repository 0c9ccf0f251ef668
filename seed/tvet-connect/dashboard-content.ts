import { blockRange, blocksOf } from '../generate/blocks.ts';
import { copyLine } from '../generate/copy-text.ts';
import { Random } from '../generate/random.ts';
import type { TablePlan } from '../plan.ts';
import { dateText, SCHOOL_DAYS_A_WEEK, schoolHour, TODAY_DAY, timestampText } from './calendar.ts';
import { lecturerId, type Semester, type Unit } from './semester.ts';

const LECTURERS_PER_BLOCK = 500;
/** A lecturer posts in 5 of 6 rounds: 20 posts on average. */
const ROUNDS = 24;
const POSTS_PER_ROUND = 5 / 6;

const CONTENT_TYPES = [
  ['announcement', 8],
  ['material', 6],
  ['assignment', 4],
  ['quiz', 2],
  ['timetable_change', 1],
] as const;

const PHRASES = [
  'Please read the notes before the lesson and bring your questions.',
  'The recording of the online class is available until the end of the month.',
  'Marks for the last test are on the notice board and in the app.',
  'Groups of four work on the practical; one report a group is enough.',
  'Safety shoes and overalls are required in the workshop at all times.',
  'Those who missed the test write it on Friday at 14:00 in room B12.',
  'Use the worked examples on pages 34 to 41 to prepare.',
  'The "trial run" of the examination follows the rules of the final one.',
  'Late work loses 10% a day; talk to me early if you cannot make it.',
  'The laboratory is open until 17:00 for those who want to practise.',
  'Answers to the worksheet will be discussed in the second lesson of the week.',
  'Bring a calculator; phones stay in your bags.',
] as const;

/** What lecturers posted, in rounds over the semester, so that rows are in the table in chronological order. */
export function lecturerDashboardContent(semester: Semester, randomSeed: number): TablePlan {
  const unitsByLecturer = Map.groupBy(semester.units, (unit) => unit.lecturerId);
  const blocksPerRound = blocksOf(semester.lecturers, LECTURERS_PER_BLOCK);
  return {
    name: 'lecturer_dashboard_content',
    columns: [
      'id',
      'lecturer_id',
      'content_type',
      'content_data',
      'semester_plan_id',
      'created_at',
      'updated_at',
    ],
    blocks: ROUNDS * blocksPerRound,
    serial: { column: 'id', lastValue: ROUNDS * semester.lecturers },
    *rows(block) {
      const random = Random.from(randomSeed, 'lecturer_dashboard_content', block);
      const round = Math.floor(block / blocksPerRound);
      for (const number of blockRange(block % blocksPerRound, LECTURERS_PER_BLOCK, semester.lecturers)) {
        if (!random.chance(POSTS_PER_ROUND)) continue;
        const author = lecturerId(number);
        const unit = random.pick(unitsByLecturer.get(author)!);
        const contentType = random.pickWeighted(CONTENT_TYPES);
        const day = postingDay(round, random);
        const posted = timestampText(day, schoolHour(random) * 60 + random.integer(0, 59));
        yield copyLine([
          round * semester.lecturers + number + 1,
          author,
          contentType,
          JSON.stringify(contentData(contentType, unit, day, random)),
          unit.plan.id,
          posted,
          posted,
        ]);
      }
    },
  };
}

/** A school day in this round's share of the semester so far, before today. */
function postingDay(round: number, random: Random): number {
  const daysPerRound = TODAY_DAY / ROUNDS;
  const day = Math.floor((round + random.unit()) * daysPerRound);
  return day % 7 < SCHOOL_DAYS_A_WEEK ? day : day - 2;
}

function contentData(contentType: string, unit: Unit, day: number, random: Random): object {
  const text = Array.from({ length: random.integer(5, 12) }, () => random.pick(PHRASES)).join(' ');
  const common = { unitId: unit.id, title: `${unit.subject}: ${contentType.replace('_', ' ')}`, text };
  switch (contentType) {
    case 'announcement':
      return { ...common, pinned: random.chance(0.1) };
    case 'material':
      return { ...common, files: Array.from({ length: random.integer(1, 4) }, () => file(unit, random)) };
    case 'assignment':
      return { ...common, due: dateText(day + random.integer(7, 21)), marks: random.integer(2, 10) * 10 };
    case 'quiz':
      return { ...common, due: dateText(day + 7), questions: random.integer(5, 20), attempts: 2 };
    default:
      return { ...common, from: dateText(day + 1), room: `B${random.integer(1, 30)}` };
  }
}

function file(unit: Unit, random: Random): object {
  return {
    name: `${unit.subject} - module ${random.integer(1, 12)}.pdf`,
    sizeBytes: random.integer(40_000, 4_000_000),
    url: `https://files.tvet-connect.example/${random.hex(12)}`,
  };
}
