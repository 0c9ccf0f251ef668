import type { Indicator } from '../model/indicator.ts';
import type { Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import type { Verdict } from '../model/verdict.ts';
import { type RunFolder, readHistograms, readRun, readTimeline } from '../store/index.ts';
import { Summarizer } from '../summary/summarize.ts';
import { judge } from '../verdict/judge.ts';
import { phasesUntil, recordedUntilMs } from './recorded-time.ts';

/**
 * Judges a run folder by the targets that the run was made for, and writes nothing. Memory grows with the seconds of the run, not with its
 * requests.
 * @param measures indicators to summarize in addition to those of the targets
 * @throws ProofloadError RUN_UNREADABLE
 */
export async function summarizeAndJudge(
  folder: RunFolder,
  measures: readonly Indicator[] = [],
): Promise<{ run: Run; summary: Summary; verdict: Verdict }> {
  const run = await recordedRun(folder);
  const summary = await summarize(folder, run, measures);
  return { run, summary, verdict: judge(run, summary) };
}

/**
 * What is recorded of a run that is going on, up to the last complete second. Null before its first phase.
 * @throws ProofloadError RUN_UNREADABLE
 */
export async function summarizeSoFar(folder: RunFolder): Promise<{ run: Run; summary: Summary } | null> {
  const run = await recordedRun(folder);
  return run.phases.length === 0 ? null : { run, summary: await summarize(folder, run, []) };
}

/** A run that has not ended has only the phases that are recorded so far. */
async function recordedRun(folder: RunFolder): Promise<Run> {
  const run = await readRun(folder);
  if (run.state !== 'running' || run.phases.length === 0) return run;
  return { ...run, phases: phasesUntil(run.phases, await recordedUntilMs(folder)) };
}

/** One pass over both series, a line at a time. */
async function summarize(folder: RunFolder, run: Run, measures: readonly Indicator[]): Promise<Summary> {
  const timeline = await readTimeline(folder);
  const summarizer = new Summarizer(run, timeline.header, measures);
  for await (const second of timeline.lines) summarizer.addSecond(second);
  const histograms = await readHistograms(folder);
  for await (const second of histograms.lines) summarizer.addHistogram(second);
  return summarizer.finish();
}
