import { EXIT } from '../../harness/model/errors.ts';
import { formatDuration } from '../../harness/model/format.ts';
import type { Problem } from './judge-round.ts';
import type { Observed } from './observed.ts';
import { describePlan, type RoundPlan } from './plan.ts';

/** The result of a round. */
export type RoundResult = {
  plan: RoundPlan;
  /** e.g. "judged: invalid", "named: PART_DIED", "killed, then judged: fail", "not hit: judged: invalid", "skipped: ..." */
  ended: string;
  problems: Problem[];
  durationMs: number;
};

/** How a round ended, in a few words. */
export function endingOf({ isDone, exit, output, verdict, run }: Observed): string {
  const [, code] = /^ {2}([A-Z_]+) · /m.exec(output) ?? [];
  const judged = verdict === null ? null : `judged: ${verdict.status}`;
  const ending =
    exit === null
      ? 'did not end'
      : exit.signal !== null || exit.code! > EXIT.interrupted
        ? `killed, then ${judged ?? run?.state ?? 'no run'}`
        : exit.code === EXIT.interrupted
          ? `interrupted, then ${judged ?? 'no load to judge'}`
          : (judged ?? (code === undefined ? `exit code ${exit.code}` : `named: ${code}`));
  return isDone ? ending : `not hit: ${ending}`;
}

/** Rounds by victim and deed, then every problem with the command that repeats its round. */
export function renderTable(results: readonly RoundResult[]): string {
  const groups = Map.groupBy(results, ({ plan }) => `${plan.victim}\0${plan.deed}`);
  const rows = [...groups].toSorted(([a], [b]) => a.localeCompare(b)).map(([, rounds]) => rowOf(rounds));
  const header = ['victim', 'deed', 'rounds', 'problems', 'seconds', 'ended'];
  const problems = results.filter((result) => result.problems.length > 0).map(renderProblems);
  const wrong = problems.length;
  const took = formatDuration(results.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const sum = `${results.length} rounds in ${took}, ${wrong === 0 ? 'no problem' : `problems in ${wrong}`}`;
  return `${[...columns([header, ...rows]), '', ...problems, sum].join('\n')}\n`;
}

function rowOf(rounds: readonly RoundResult[]): string[] {
  const { victim, deed } = rounds[0]!.plan;
  const endings = [...Map.groupBy(rounds, ({ ended }) => ended)].map(
    ([ended, { length }]) => `${ended}${length > 1 ? ` (${length})` : ''}`,
  );
  const meanSec = rounds.reduce((sum, { durationMs }) => sum + durationMs, 0) / rounds.length / 1000;
  const wrong = rounds.filter(({ problems }) => problems.length > 0).length;
  return [victim, deed, String(rounds.length), String(wrong), meanSec.toFixed(0), endings.join(', ')];
}

function renderProblems({ plan, ended, problems }: RoundResult): string {
  const lines = problems.map(({ check, what }) => `    ${check}: ${what}`);
  return [
    `round ${plan.round}: ${describePlan(plan)}; ${ended}`,
    ...lines,
    `    again: npm run torture -- --seed ${plan.seed} --round ${plan.round}`,
    '',
  ].join('\n');
}

function columns(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
