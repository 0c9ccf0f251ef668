import { writeFile } from 'node:fs/promises';
import type { Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import type { Verdict } from '../model/verdict.ts';
import { writingTo } from '../store/disk.ts';
import { type RunFolder, writeVerdict } from '../store/index.ts';
import { summarizeAndJudge } from './summarize-and-judge.ts';

/**
 * Judges a run folder by the targets that the run was made for, and draws its reports, without any load: right after the run, or again at
 * any time. Writes verdict.json, report.html, report.md and junit.xml.
 * @throws ProofloadError RUN_UNREADABLE, DISK_FULL
 */
export async function judgeRun(folder: RunFolder): Promise<{ run: Run; summary: Summary; verdict: Verdict }> {
  const { run, summary, verdict } = await summarizeAndJudge(folder);
  await writeVerdict(folder, verdict);
  const { renderReports } = await import('../../reports/run/index.ts'); // loads the chart library only when it is needed
  const reports = await renderReports({ run, verdict, summary });
  await writingTo(folder.path, () =>
    Promise.all([
      writeFile(folder.reportHtmlFile, reports.html),
      writeFile(folder.reportMarkdownFile, reports.markdown),
      writeFile(folder.junitFile, reports.junit),
    ]),
  );
  return { run, summary, verdict };
}
