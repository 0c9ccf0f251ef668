import { reasonsAgainst } from '../compare/reasons-against.ts';
import type { Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import type { Verdict } from '../model/verdict.ts';
import { withoutStop } from '../model/without-stop.ts';
import { summarizeAndJudge } from '../run/summarize-and-judge.ts';
import { hasFailedGate, listRuns, openRunFolder, type RunFolder, verdictIfAny } from '../store/index.ts';
import { baselinesFor, type EarlierRun } from './baselines.ts';
import type { MeasuredChange } from './change-checks.ts';
import { seenAgainstBaseline } from './decision/seen-against-baseline.ts';
import type { PlannedChange } from './plan-budget.ts';
import { longestOf, steadyFigure } from './steady-figure.ts';

/** A run of the head, as it was judged. */
export type HeadRun = { folder: RunFolder; run: Run; summary: Summary; verdict: Verdict };

/** Reads a finished run, with the series that these changes need. @throws ProofloadError RUN_NOT_FOUND, RUN_UNREADABLE */
export async function readHead(path: string, changes: readonly PlannedChange[]): Promise<HeadRun> {
  const folder = await openRunFolder(path);
  return { folder, ...(await summarizeAndJudge(folder, indicatorsOf(changes))) };
}

/**
 * Compares runs of the head with the last passing runs of a folder, and says which these are.
 * @throws ProofloadError RUN_UNREADABLE, PATH_UNUSABLE
 */
export async function changesFromBaseline(
  heads: readonly HeadRun[],
  baselineFolder: string,
  changes: readonly PlannedChange[],
): Promise<{ changes: MeasuredChange[]; baselines: string[] }> {
  const [head] = heads;
  const { runs, missing } = baselinesFor(head!.run, await earlierRuns(baselineFolder));
  const summaries =
    missing === null ? await Promise.all(runs.map(({ path }) => readHead(path, changes))) : [];
  const distrusted = heads.flatMap(({ verdict }) => reasonsAgainst(verdict, null));
  return {
    baselines: runs.map(({ path }) => path),
    changes: changes.map((change): MeasuredChange => {
      const { measure, indicator } = change.measure;
      const figuresIn = (of: readonly HeadRun[]) => of.map(({ summary }) => steadyFigure(summary, indicator));
      const [ofHead, ofBaseline] = [figuresIn(heads), figuresIn(summaries)];
      const valuesOf = (figures: typeof ofHead) => figures.flatMap(({ value }) => value ?? []);
      const [head, baseline] = [valuesOf(ofHead), valuesOf(ofBaseline)];
      const isTrusted = distrusted.length === 0;
      const seen = isTrusted
        ? seenAgainstBaseline(measure, { head, baseline }, longestOf([...ofHead, ...ofBaseline]))
        : null;
      return {
        ...change,
        seen,
        head,
        base: baseline,
        missing: seen === null ? missingBecause(missing, distrusted) : null,
      };
    }),
  };
}

function missingBecause(
  missing: string | null,
  distrusted: readonly string[],
): NonNullable<MeasuredChange['missing']> {
  if (distrusted.length > 0)
    return { status: 'invalid', reason: `This run cannot be trusted: ${withoutStop(distrusted[0]!)}` };
  return { status: 'inconclusive', reason: missing ?? 'It was not measured in every run' };
}

async function earlierRuns(folder: string): Promise<EarlierRun[]> {
  const { runs } = await listRuns(folder);
  return Promise.all(
    runs.map(async ({ folder: of, run }) => ({
      path: of.path,
      run,
      status: (await verdictIfAny(of)).verdict?.status ?? null,
      hasFailedGate: await hasFailedGate(of),
    })),
  );
}

function indicatorsOf(changes: readonly PlannedChange[]) {
  return changes.map(({ measure }) => measure.indicator);
}
