import { blockRange, blocksOf } from '../generate/blocks.ts';
import { copyLine } from '../generate/copy-text.ts';
import type { TablePlan } from '../plan.ts';
import { dayBefore } from './calendar.ts';
import { authorId, type Catalogue, objectKeyOf } from './catalogue.ts';
import { pdfOf, sha256Of } from './material-files.ts';

const COURSES_PER_BLOCK = 100;
/** Every row needs its PDF for size and checksum, so blocks are small: they are shared among the workers. */
const MATERIALS_PER_BLOCK = 20;

export function courses({ courses: planned }: Catalogue): TablePlan {
  return {
    name: 'courses',
    columns: ['id', 'author_id', 'subject', 'title', 'description', 'published_at'],
    blocks: blocksOf(planned.length, COURSES_PER_BLOCK),
    serial: { column: 'id', lastValue: planned.length },
    *rows(block) {
      for (const number of blockRange(block, COURSES_PER_BLOCK, planned.length)) {
        const { id, authorNumber, subject, title, description } = planned[number]!;
        yield copyLine([
          id,
          authorId(authorNumber),
          subject,
          title,
          description,
          dayBefore(planned.length - number),
        ]);
      }
    },
  };
}

export function materials({ materials: planned }: Catalogue, randomSeed: number): TablePlan {
  return {
    name: 'materials',
    columns: ['id', 'course_id', 'position', 'title', 'pages', 'size_bytes', 'sha256', 'object_key'],
    blocks: blocksOf(planned.length, MATERIALS_PER_BLOCK),
    serial: { column: 'id', lastValue: planned.length },
    *rows(block) {
      for (const number of blockRange(block, MATERIALS_PER_BLOCK, planned.length)) {
        const material = planned[number]!;
        const { id, courseId, position, title, pages } = material;
        const bytes = pdfOf(material, randomSeed);
        yield copyLine([
          id,
          courseId,
          position,
          title,
          pages,
          bytes.length,
          sha256Of(bytes),
          objectKeyOf(material),
        ]);
      }
    },
  };
}
