import type { Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import type { Target } from '../model/target.ts';
import type { Verdict } from '../model/verdict.ts';
import { type RunFolder, readHistograms, readRun, readTimeline } from '../store/index.ts';
import { Summarizer } from '../summary/summarize.ts';
import { judge } from '../verdict/judge.ts';
import { phasesUntil, recordedUntilMs } from './recorded-time.ts';

/**
 * Judges what a run folder holds, and writes nothing. Memory grows with the seconds of the run, not with its requests.
 * @throws ProofloadError RUN_UNREADABLE
 */
export async function summarizeAndJudge(
  folder: RunFolder,
  targets: Target[],
): Promise<{ run: Run; summary: Summary; verdict: Verdict }> {
  const run = await recordedRun(folder);
  const summary = await summarize(folder, run);
  return { run, summary, verdict: judge(run, summary, targets) };
}

/** Of a run that has not ended, the phases are those that are recorded already. */
async function recordedRun(folder: RunFolder): Promise<Run> {
  const run = await readRun(folder);
  if (run.state !== 'running' || run.phases.length === 0) return run;
  return { ...run, phases: phasesUntil(run.phases, await recordedUntilMs(folder)) };
}

/** One pass over both series, a line at a time. */
async function summarize(folder: RunFolder, run: Run): Promise<Summary> {
  const timeline = await readTimeline(folder);
  const summarizer = new Summarizer(run, timeline.header);
  for await (const second of timeline.lines) summarizer.addSecond(second);
  const histograms = await readHistograms(folder);
  for await (const second of histograms.lines) summarizer.addHistogram(second);
  return summarizer.finish();
}
