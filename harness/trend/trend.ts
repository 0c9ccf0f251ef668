import { differencesFrom, differencesInWords, noteOnData } from '../gate/fingerprint.ts';
import { named } from '../model/catalogue.ts';
import { formatCount } from '../model/format.ts';
import { type Run, titleOf } from '../model/run.ts';
import type { Trend, TrendRun, TrendSystem, TrendTarget } from '../model/trend.ts';
import type { TargetVerdict, Verdict } from '../model/verdict.ts';
import { withoutStop } from '../model/without-stop.ts';
import { promiseNames } from '../verdict/promise-names.ts';
import { newestAgainstEarlier } from './newest.ts';
import { seriesOf } from './series.ts';

/** A run with its verdict, as far as it has one. `folder` is relative to the folder of all runs. */
export type JudgedRun = { folder: string; run: Run; verdict: Verdict | null; problem: string | null };

type Counted = { folder: string; run: Run; verdict: Verdict };

/**
 * The targets of every system over its last runs, and of every load if a system has several that alternate. A run that was not complete, has
 * no verdict, or had planted defects says nothing about the system, so it is left out, with the reason.
 * @param runs in any order
 * @param last of each system and load
 * @param unreadable folders that hold no readable run, and why
 */
export function trendOf(runs: readonly JudgedRun[], last: number, unreadable: Trend['leftOut'] = []): Trend {
  const leftOut = unreadable.map(({ folder, reason }) => ({ folder, reason: withoutStop(reason) }));
  const counted: Counted[] = [];
  for (const { folder, run, verdict, problem } of runs) {
    const reason = reasonAgainst(run, verdict, problem);
    if (reason !== null) leftOut.push({ folder, reason: withoutStop(reason) });
    else counted.push({ folder, run, verdict: verdict! });
  }
  counted.sort((a, b) => (a.run.startedAt < b.run.startedAt ? -1 : 1));
  const systems = [...Map.groupBy(counted, ({ run }) => run.platform).values()].flatMap(seriesOf);
  return {
    schemaVersion: 1,
    systems: systems.map(({ runs: of, load }) => systemOf(of.slice(-last), load)),
    leftOut,
  };
}

function reasonAgainst(run: Run, verdict: Verdict | null, problem: string | null): string | null {
  if (problem !== null) return problem;
  if (run.state !== 'complete') return 'it is not complete';
  if (Object.keys(run.plantedDefects).length > 0) return 'defects were planted in it';
  return verdict === null ? 'it has no verdict' : null;
}

function systemOf(counted: readonly Counted[], load: string | null): TrendSystem {
  const newest = counted.at(-1)!.run;
  const runs = counted.map((of, index) => runOf(of, counted[index - 1]?.run ?? null));
  const targets = Map.groupBy(
    counted.flatMap(({ run, verdict }) => verdict.targets.map((target) => ({ run: run.id, target }))),
    // Under one id, another indicator is another figure.
    ({ target }) => JSON.stringify([target.id, target.indicator]),
  );
  const names = promiseNames([...targets.values()].map((of) => of.at(-1)!.target));
  return {
    platform: newest.platform,
    title: load === null ? titleOf(newest) : `${titleOf(newest)} (${load})`,
    runs,
    targets: [...targets.values()].map((of, index) => targetOf(of, runs, names[index]!)),
    notes: runs.length > 1 ? [noteOnData(newest)].filter((note) => note !== null) : [],
  };
}

function runOf({ folder, run, verdict }: Counted, before: Run | null): TrendRun {
  const differences = before === null ? [] : differencesFrom(before, run);
  return {
    id: run.id,
    folder,
    startedAt: run.startedAt,
    status: verdict.status,
    commit: run.provenance.commit,
    break: differences.length === 0 ? null : differencesInWords(differences),
  };
}

function targetOf(
  of: readonly { run: string; target: TargetVerdict }[],
  runs: readonly TrendRun[],
  name: string,
): TrendTarget {
  const { id, statement, unit, indicator } = of.at(-1)!.target;
  const { measure } = named(id, indicator);
  const comparable = runs.slice(
    Math.max(
      0,
      runs.findLastIndex((run) => run.break !== null),
    ),
  );
  const points = of.map(({ run, target: { status, actual, interval, operator, bound } }) => ({
    run,
    status,
    actual,
    interval,
    operator,
    bound,
  }));
  return {
    id,
    name,
    statement,
    unit,
    better: measure.better,
    points,
    change: newestAgainstEarlier(measure, points, comparable),
  };
}

/** "2 runs left out: defects were planted in it.": a sentence for each reason. */
export function leftOutInWords({ leftOut }: Trend): string[] {
  return [...Map.groupBy(leftOut, ({ reason }) => reason)].map(
    ([reason, of]) => `${formatCount(of.length, 'run')} left out: ${reason}.`,
  );
}
