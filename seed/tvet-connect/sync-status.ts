import { blockRange, blocksOf } from '../generate/blocks.ts';
import { copyLine } from '../generate/copy-text.ts';
import { Random } from '../generate/random.ts';
import type { TablePlan } from '../plan.ts';
import { isoText, recentMoment, TODAY, timestampText } from './calendar.ts';
import { type Plan, type Semester, studentId, type Unit } from './semester.ts';

const STUDENTS_PER_BLOCK = 1_000;
const MODULES_PER_UNIT = 16;
const DEVICES = [
  ['Samsung Galaxy A05', 'Android 14'],
  ['Samsung Galaxy A14', 'Android 14'],
  ['Tecno Spark 20', 'Android 13'],
  ['Itel A70', 'Android 13 Go'],
  ['Huawei nova Y61', 'EMUI 12'],
  ['Hisense U70', 'Android 12'],
  ['College lab PC', 'Windows 11'],
] as const;
const FILES = ['notes.pdf', 'slides.pdf', 'worksheet.docx', 'recording.mp4'] as const;
const APP_VERSIONS = ['3.8.2', '3.8.1', '3.7.4'] as const;

/** One row per student: what the app last exchanged with the server, 0.5 to 2 KB. */
export function studentSyncStatus(semester: Semester, randomSeed: number): TablePlan {
  const plans = semester.plans.flatMap((plan) => Array<Plan>(plan.students).fill(plan));
  return {
    name: 'student_sync_status',
    columns: ['id', 'student_id', 'last_sync', 'sync_data', 'created_at', 'updated_at'],
    blocks: blocksOf(semester.users, STUDENTS_PER_BLOCK),
    serial: { column: 'id', lastValue: semester.users },
    *rows(block) {
      const random = Random.from(randomSeed, 'student_sync_status', block);
      for (const number of blockRange(block, STUDENTS_PER_BLOCK, semester.users)) {
        const lastSync = recentMoment(random, 21);
        const lastSyncText = timestampText(lastSync.day, lastSync.minutes, random.integer(0, 59));
        yield copyLine([
          number + 1,
          studentId(number),
          lastSyncText,
          JSON.stringify(syncData(plans[number]!, random)),
          timestampText(random.integer(0, 4), random.integer(7 * 60, 20 * 60)),
          lastSyncText,
        ]);
      }
    },
  };
}

function syncData(plan: Plan, random: Random): object {
  return {
    version: 3,
    devices: Array.from({ length: random.pickWeighted(DEVICE_COUNTS) }, () => device(random)),
    units: plan.units.map((unit) => unitProgress(unit, random)),
    downloads: Array.from({ length: random.integer(0, 5) }, () => download(random.pick(plan.units), random)),
    pending: { submissions: random.integer(0, 2), messages: random.integer(0, 6) },
    settings: { language: 'en', wifiOnly: random.chance(0.7), notifications: random.chance(0.8) },
  };
}

const DEVICE_COUNTS = [
  [1, 7],
  [2, 3],
] as const;

function device(random: Random): object {
  const [model, os] = random.pick(DEVICES);
  const seen = recentMoment(random, 14);
  return {
    id: random.hex(8),
    model,
    os,
    app: random.pick(APP_VERSIONS),
    lastSeen: isoText(seen.day, seen.minutes),
  };
}

function unitProgress(unit: Unit, random: Random): object {
  const opened = recentMoment(random, 10);
  const done = Math.round(MODULES_PER_UNIT * (TODAY.week / 16) * random.between(0.5, 1.1));
  return {
    unitId: unit.id,
    modulesDone: done,
    progress: Math.round((100 * done) / MODULES_PER_UNIT) / 100,
    lastModule: `m${done + 1}`,
    lastOpened: isoText(opened.day, opened.minutes),
  };
}

function download(unit: Unit, random: Random): object {
  const module = random.integer(1, TODAY.week + 1);
  return {
    file: `${unit.id}/m${module}/${random.pick(FILES)}`,
    sizeBytes: random.integer(40_000, 4_000_000),
    sha1: random.hex(20),
  };
}
