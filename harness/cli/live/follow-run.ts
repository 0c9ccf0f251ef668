import { followStandings } from '../../run/follow-standings.ts';
import type { OnProgress } from '../../run/progress.ts';
import type { ProgressDisplay } from '../progress.ts';
import type { Shell } from '../shell.ts';
import { LiveRun, type LiveRunOptions, standingLines } from './live-run.ts';
import { startLiveServer } from './live-server.ts';

const SEND_EVERY_MS = 1000;

export type FollowedRun = {
  onProgress: OnProgress;
  /** Tells open pages how the run ended, and closes them. */
  end(words: string): Promise<void>;
};

/** Shows a run on a page while it goes on, and where its targets stand on a terminal too. Prints the address of the page. */
export async function followRun(
  shell: Shell,
  display: ProgressDisplay,
  options: LiveRunOptions,
): Promise<FollowedRun> {
  const run = new LiveRun(options);
  const server = await startLiveServer(run.view());
  shell.stderr.write(`  live page  ${server.url}\n\n`);
  const following = new AbortController();
  let problem: string | null = null;
  let standings: Promise<void> = Promise.resolve();
  const timer = setInterval(() => server.send(run.view()), SEND_EVERY_MS);
  return {
    onProgress(event) {
      display.onProgress(event);
      run.add(event);
      if (event.kind !== 'recording') return;
      standings = followStandings(event.folder, {
        signal: following.signal,
        onStandings(seen) {
          run.stand(seen);
          display.showBelow(standingLines(seen));
        },
        onProblem(error) {
          const what = `Could not read where the targets stand (${error instanceof Error ? error.message : error})`;
          if (what !== problem) run.add({ kind: 'event', what });
          problem = what;
        },
      });
    },
    async end(words) {
      clearInterval(timer);
      following.abort();
      await standings;
      run.end(words);
      server.send(run.view());
      await server.close();
    },
  };
}
