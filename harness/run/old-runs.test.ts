import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRunFolder, readRun, readVerdict } from '../store/index.ts';
import { summarizeAndJudge } from './summarize-and-judge.ts';

const TESTDATA = join(import.meta.dirname, '../store/testdata');

/** Each was written by the Proofload of its time: run.json version 1 to 4, with the verdict.json of that time. */
describe.each([1, 2, 3, 4])('a run folder of version %i', (version) => {
  const folder = openRunFolder(join(TESTDATA, `run-v${version}`));

  it('can be opened: it has the six targets of its time, and sessions are told apart from content', async () => {
    const run = await readRun(await folder);
    expect(run.targets.map(({ id }) => id)).toEqual([
      'tvet.p95',
      'tvet.rps',
      'tvet.availability',
      'tvet.users',
      'tvet.db',
      'tvet.hit-ratio',
    ]);
    expect(run.sessionFamily).toBe('user_session');
  });

  it('is judged as it was judged then', async () => {
    const then = await readVerdict(await folder);
    const { verdict } = await summarizeAndJudge(await folder);
    const figures = (of: typeof then) =>
      of.targets.map(({ id, indicator, actual, status }) => ({ id, indicator, actual, status }));
    expect(figures(verdict)).toEqual(figures(then));
    expect(verdict.status).toBe('pass');
  });
});
