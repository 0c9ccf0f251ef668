import { createHash } from 'node:crypto';
import { FILE_SIZE_MAX_BYTES } from '../../reference-server/school-management/documented.ts';
import { copyLine } from '../generate/copy-text.ts';
import { Random } from '../generate/random.ts';
import type { SeedParameters, TablePlan } from '../plan.ts';
import { schoolDay } from './calendar.ts';
import { ofSchools } from './of-schools.ts';
import { PROPORTIONS, planSchools, type School, type SchoolClass, userId } from './schools.ts';

const { smallFilesPerClass, schoolsWithLargeFile } = PROPORTIONS;
const SMALL_FILE_BYTES = { least: 40_000, most: 400_000 } as const;
const CONTENT_TYPE = 'application/pdf';

export type SeededFile = {
  id: string;
  key: string;
  name: string;
  sizeBytes: number;
  schoolClass: SchoolClass;
};

/** The files of a school. The large one, if it has one, is the last of its first class. */
export function* filesOf(school: School, randomSeed: number): Generator<SeededFile> {
  const random = Random.from(randomSeed, 'file sizes', school.number);
  for (const [index, schoolClass] of school.classes.entries()) {
    const sizes = Array.from({ length: smallFilesPerClass }, () =>
      random.integer(SMALL_FILE_BYTES.least, SMALL_FILE_BYTES.most),
    );
    if (index === 0 && school.number < schoolsWithLargeFile) sizes.push(FILE_SIZE_MAX_BYTES);
    for (const [place, sizeBytes] of sizes.entries()) {
      const id = `f-${schoolClass.number + 1}-${place + 1}`;
      const name = `Handout ${place + 1}.pdf`;
      yield { id, key: `schools/${school.number + 1}/${id}`, name, sizeBytes, schoolClass };
    }
  }
}

/** Bytes that cannot be compressed, like those of real documents. Nothing here reads them as one. */
export function bytesOf(
  { id, sizeBytes }: Pick<SeededFile, 'id' | 'sizeBytes'>,
  randomSeed: number,
): Uint8Array {
  const random = Random.from(randomSeed, 'file', id);
  const words = Uint32Array.from({ length: Math.ceil(sizeBytes / 4) }, () => random.bits());
  const bytes = new Uint8Array(words.buffer, 0, sizeBytes);
  bytes.set(new TextEncoder().encode('%PDF-1.7\n').subarray(0, sizeBytes));
  return bytes;
}

/** The rows of files whose bytes `filesToStore` puts into the object store. */
export function filesTable(schools: readonly School[], randomSeed: number): TablePlan {
  return ofSchools(
    schools,
    {
      name: 'files',
      columns: [
        'id',
        'school_id',
        'class_id',
        'owner_id',
        'key',
        'name',
        'content_type',
        'size_bytes',
        'sha256',
        'is_complete',
        'announced_at',
      ],
    },
    function* (school) {
      for (const file of filesOf(school, randomSeed)) {
        const { schoolClass, sizeBytes } = file;
        const owner = userId(school, 'teacher', schoolClass.teacher - school.firstTeacher);
        const sha256 = createHash('sha256').update(bytesOf(file, randomSeed)).digest('hex');
        const ids = [file.id, school.number + 1, schoolClass.number + 1, owner];
        const what = [file.key, file.name, CONTENT_TYPE, sizeBytes, sha256];
        yield copyLine([...ids, ...what, true, `${schoolDay(0)} 09:00:00Z`]);
      }
    },
  );
}

/** Every seeded file, from the random seed alone. */
export function* filesToStore({
  size,
  randomSeed,
}: SeedParameters): Generator<{ key: string; contentType: string; bytes: Uint8Array }> {
  for (const school of planSchools(size))
    for (const file of filesOf(school, randomSeed))
      yield { key: file.key, contentType: CONTENT_TYPE, bytes: bytesOf(file, randomSeed) };
}
