import { expect, it } from 'vitest';
import { SourceLog } from './source-log.ts';
import { madeUpRun } from './testdata/made-up-run.ts';
import { HEALTHY, madeUpSecond } from './testdata/made-up-second.ts';

it('expects a generator process only as long as its load, even if its last report came in the first second of the next', () => {
  const run = madeUpRun();
  const log = new SourceLog(run);
  for (const { load, startMs, endMs } of run.phases) {
    const first = Math.ceil(startMs / 1000);
    for (let second = first; (second + 1) * 1000 <= endMs; second++) {
      const { timeline } = madeUpSecond(second, second - first, load, HEALTHY);
      if (second === first) timeline.client!.reportedBy!.push('closed-k6-1');
      log.addSecond(timeline);
    }
  }
  const reporters = (phase: string) =>
    log
      .silences(run.phases.find(({ name }) => name === phase)!)
      .filter(({ kind, source }) => kind === 'generator' && source !== 'generator')
      .map(({ source }) => source);
  expect(reporters('open steady')).toEqual(['open-k6-1', 'open-k6-2']);
  expect(reporters('closed steady').toSorted()).toEqual(['closed-k6-1', 'closed-k6-2']);
});
