import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Supervisor } from '../../harness/system/supervision/supervisor.ts';
import { judgeRound } from './judge-round.ts';
import { LIMITS, type Limits, type Observed } from './observed.ts';
import { startOutsideDatabase } from './outside-database.ts';
import { describePlan, planRound, type RoundPlan } from './plan.ts';
import { carryOutRound, type RoundPlace } from './round.ts';
import { reasonAgainstSmallDisk } from './small-disk.ts';
import { endingOf, type RoundResult } from './table.ts';

export type TortureOptions = {
  seed: number;
  /** the first round, counted from 1 */
  from: number;
  /** whether to begin another round */
  goesOn(roundsDone: number): boolean;
  /** where the files of a round with problems are kept */
  resultsFolder: string;
  signal: AbortSignal;
  log(line: string): void;
  /** makes the plan of a round; drawn from the seed when left out */
  planned?(seed: number, round: number): RoundPlan;
  limits?: Limits;
};

/** Carries out rounds as long as `goesOn` says so. If interrupted, it returns the complete ones. It leaves nothing running. */
export async function torture(options: TortureOptions): Promise<RoundResult[]> {
  const { seed, from, goesOn, signal, log, planned = planRound, limits = LIMITS } = options;
  const results: RoundResult[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'proofload-torture-'));
  await chmod(folder, 0o711); // PostgreSQL runs under its own account in a folder below
  const supervisor = await Supervisor.start({ logFile: join(folder, 'logs', 'guardian.log') });
  const noDisk = reasonAgainstSmallDisk();
  try {
    const database = await startOutsideDatabase(supervisor, folder);
    for (let round = from; goesOn(results.length) && !signal.aborted; round++) {
      const plan = planned(seed, round);
      log(`round ${round}: ${describePlan(plan)}`);
      const result =
        plan.deed === 'fill' && noDisk !== null
          ? { plan, ended: `skipped: ${noDisk}`, problems: [], durationMs: 0 }
          : await oneRound(plan, { ...options, folder, database, limits });
      results.push(result);
      log(`  ${result.ended}${result.problems.map(({ check, what }) => `\n  ✗ ${check}: ${what}`).join('')}`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await supervisor.stopAll();
    await rm(folder, { recursive: true, force: true });
  }
  return results;
}

async function oneRound(
  plan: RoundPlan,
  place: Omit<RoundPlace, 'cleaning'> & { resultsFolder: string },
): Promise<RoundResult> {
  const folder = join(place.folder, `round-${plan.round}`);
  await using cleaning = new AsyncDisposableStack();
  await mkdir(folder);
  cleaning.defer(() => rm(folder, { recursive: true, force: true }));
  const observed = await carryOutRound(plan, { ...place, folder, cleaning });
  const problems = judgeRound(plan, observed);
  const result = { plan, ended: endingOf(observed), problems, durationMs: observed.durationMs };
  if (problems.length > 0) await keep(result, observed, folder, place.resultsFolder);
  return result;
}

/** Keeps the run folder of a round with problems, the output of its commands, and what was observed. */
async function keep(
  result: RoundResult,
  { output, afterwards, run: _run, verdict: _verdict, ...observed }: Observed,
  folder: string,
  resultsFolder: string,
): Promise<void> {
  const kept = join(resultsFolder, `seed-${result.plan.seed}-round-${result.plan.round}`);
  await rm(kept, { recursive: true, force: true });
  await cp(join(folder, 'runs'), join(kept, 'runs'), { recursive: true });
  await writeFile(join(kept, 'round.json'), `${JSON.stringify({ ...result, observed }, null, 2)}\n`);
  await writeFile(join(kept, 'output.txt'), `${output}\n${afterwards}`);
}
