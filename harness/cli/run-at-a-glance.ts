import { titleOf } from '../../reports/run/report-data.ts';
import type { RunAtAGlance } from '../model/command-output.ts';
import { type LoadProfile, plannedRequestsPerSec } from '../model/load.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import type { RunFolder } from '../store/index.ts';
import { headline } from '../verdict/headline.ts';

/** A run at a glance. @param verdict null: there is none, or it cannot be read */
export function runAtAGlance(
  { folder, run }: { folder: RunFolder; run: Run },
  verdict: Verdict | null,
): RunAtAGlance {
  const { id, platform, startedAt, state, profile } = run;
  const title = titleOf(run);
  return {
    folder: folder.path,
    id,
    platform,
    title,
    startedAt,
    state,
    ...largestLoads(profile),
    status: verdict?.status ?? null,
    headline: verdict && headline(verdict, title),
  };
}

function largestLoads({ loads }: LoadProfile): Pick<RunAtAGlance, 'users' | 'ratePerSec'> {
  const users = loads.flatMap(({ load }) => (load.model === 'closed' ? [load.users] : []));
  const rates = loads.filter(({ load }) => load.model === 'open').map(plannedRequestsPerSec);
  return { users: largest(users), ratePerSec: largest(rates) };
}

function largest(numbers: number[]): number | null {
  return numbers.length === 0 ? null : Math.max(...numbers);
}
