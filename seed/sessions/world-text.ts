import type { WorldHeader } from '../../harness/model/platform.ts';

/** A world with only one page of a list in memory at a time. */
export type StreamedWorld = {
  head: Omit<WorldHeader, 'userCount' | 'examples'>;
  lists: Record<string, AsyncIterable<unknown[]>>;
  /** called after all lists are written */
  tail: () => Pick<WorldHeader, 'userCount' | 'examples'>;
};

/** The JSON text of a world, in pieces: one line for each item of a list. */
export async function* worldText({ head, lists, tail }: StreamedWorld): AsyncGenerator<string> {
  yield JSON.stringify(head).slice(0, -1);
  for (const [name, pages] of Object.entries(lists)) {
    yield `,${JSON.stringify(name)}:[`;
    let separator = '';
    for await (const page of pages) {
      if (page.length === 0) continue;
      yield separator + page.map(lineOf).join(',');
      separator = ',';
    }
    yield ']';
  }
  yield `,${JSON.stringify(tail()).slice(1)}\n`;
}

function lineOf(item: unknown): string {
  return `\n${JSON.stringify(item)}`;
}
