import type { RunAtAGlance } from '../model/command-output.ts';
import { largestLoads } from '../model/load.ts';
import { type Run, titleOf } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import type { RunFolder } from '../store/index.ts';
import { headline } from '../verdict/headline.ts';

/** A run at a glance. @param verdict null: there is none, or it cannot be read */
export function runAtAGlance(
  { folder, run }: { folder: RunFolder; run: Run },
  verdict: Verdict | null,
): RunAtAGlance {
  const { id, platform, startedAt, state, profile } = run;
  return {
    folder: folder.path,
    id,
    platform,
    title: titleOf(run),
    startedAt,
    state,
    ...largestLoads(profile),
    status: verdict?.status ?? null,
    headline: verdict && headline(verdict, run),
  };
}
