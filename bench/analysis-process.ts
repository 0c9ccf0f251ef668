import { summarizeAndJudge } from '../harness/run/summarize-and-judge.ts';
import { openRunFolder } from '../harness/store/index.ts';

/*
 * Analyses a run folder and draws its report in a separate process, so that its peak memory is measured separately.
 * Prints `{ analysisSec, analysisPeakBytes, drawingSec, pageBytes }`.
 */
const startedMs = performance.now();
const analysed = await summarizeAndJudge(await openRunFolder(process.argv[2]!));
const analysisSec = (performance.now() - startedMs) / 1000;
const analysisPeakBytes = process.resourceUsage().maxRSS * 1024;

const { renderReports } = await import('../reports/run/index.ts'); // not earlier: the chart library would count as memory of the analysis
const drawingMs = performance.now();
const { html } = await renderReports(analysed);
const drawingSec = (performance.now() - drawingMs) / 1000;
const pageBytes = Buffer.byteLength(html);
process.stdout.write(JSON.stringify({ analysisSec, analysisPeakBytes, drawingSec, pageBytes }));
