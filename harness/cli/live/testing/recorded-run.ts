import { readFileSync } from 'node:fs';
import type { LiveView } from '../../../../reports/live/live-view.ts';
import type { ProgressEvent } from '../../../run/progress.ts';
import type { Standing } from '../../../verdict/standing.ts';
import { LiveRun } from '../live-run.ts';

type Recorded = { atMs: number } & ({ event: ProgressEvent } | { standings: Standing[] } | { end: string });

/**
 * What `verify tvet-connect --quick --live` reported on a busy machine, and where its targets stood meanwhile. Left out: most of what the seed
 * said, and every other look at the targets.
 */
const RECORDED = readFileSync(new URL('../testdata/recorded-run.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Recorded => JSON.parse(line));

/** Moments of the recorded run, in ms. */
export const MOMENTS = { seeding: 8_100, steady: 58_000, 'a server is down': 73_700, ended: 90_000 } as const;

/** The view of the recorded run at a moment. */
export function recordedView(moment: keyof typeof MOMENTS): LiveView {
  let nowMs = 0;
  const run = new LiveRun({
    title: 'TVET Connect',
    load: '2,000 users, 1,060 requests/s, on the data of 2,000 accounts',
    expectedMs: 100_000,
    clock: () => nowMs,
  });
  for (const recorded of RECORDED) {
    if (recorded.atMs > MOMENTS[moment]) break;
    nowMs = recorded.atMs;
    if ('event' in recorded) run.add(recorded.event);
    else if ('standings' in recorded) run.stand(recorded.standings);
    else run.end(recorded.end);
  }
  nowMs = MOMENTS[moment];
  return run.view();
}
