import type { Cohort, World, WorldLecturer, WorldStudent } from '../../scenarios/tvet-connect/world.ts';

/** A world of which only one page of a list is in memory at a time. */
export type StreamedWorld = Pick<World, 'today' | 'password'> & {
  lecturers: AsyncIterable<WorldLecturer[]>;
  /** asked for after all lecturers are written */
  cohorts: () => Promise<Cohort[]>;
  students: AsyncIterable<WorldStudent[]>;
};

/** The JSON text of a `World`, in pieces: one line for each lecturer, cohort and student. */
export async function* worldText(world: StreamedWorld): AsyncGenerator<string> {
  yield `{"today":${JSON.stringify(world.today)},"password":${JSON.stringify(world.password)},"lecturers":[`;
  yield* listText(world.lecturers);
  yield '],"cohorts":[';
  yield (await world.cohorts()).map(lineOf).join(',');
  yield '],"students":[';
  yield* listText(world.students);
  yield ']}\n';
}

async function* listText(pages: AsyncIterable<unknown[]>): AsyncGenerator<string> {
  let separator = '';
  for await (const page of pages) {
    yield separator + page.map(lineOf).join(',');
    separator = ',';
  }
}

function lineOf(item: unknown): string {
  return `\n${JSON.stringify(item)}`;
}
