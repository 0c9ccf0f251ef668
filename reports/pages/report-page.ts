import { chartsOf } from '../charts/index.ts';
import { timelineOf } from '../charts/timeline.ts';
import { type ReportData, titleOf } from '../report-data.ts';
import { STATE_WORDS } from '../states.ts';
import { html, trustedMarkup } from './html.ts';
import { promisesSection } from './promises.ts';
import { provenanceSection } from './provenance.ts';
import { STYLE } from './style.ts';
import { depthSection, slowestSection } from './tables.ts';
import { distributionSection, timeSection } from './time.ts';
import { trustSection } from './trust.ts';
import { verdictSection } from './verdict.ts';

/** Nothing may be loaded and no script may run, whatever a text of the run contains. */
const CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const CONTENTS: [string, string][] = [
  ['promises', 'Promises'],
  ['trust', 'Trust'],
  ['time', 'Over time'],
  ['distribution', 'Distribution'],
  ['slowest', 'Slowest'],
  ['depth', 'In depth'],
  ['run', 'Run'],
];

/** The whole report as one page that needs no script and no network. */
export async function reportPage(data: ReportData): Promise<string> {
  const { run, verdict, summary } = data;
  const timeline = timelineOf(run, summary);
  const charts = chartsOf(data, timeline);
  const title = titleOf(run);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Proofload">
<title>${STATE_WORDS[verdict.status]}: ${title}, ${run.id}</title>
<link rel="icon" href="data:,">
<style>${trustedMarkup(STYLE)}</style>
</head>
<body>
<header class="masthead">
<p class="brand"><b>Proofload</b> <span>${title}</span></p>
<nav aria-label="Sections">${CONTENTS.map(([id, name]) => html`<a href="#${id}">${name}</a> `)}</nav>
</header>
<main>
${verdictSection(data)}
${promisesSection(data)}
${trustSection(data)}
${await timeSection(data, timeline, charts)}
${await distributionSection(charts)}
${slowestSection(data)}
${depthSection(data)}
${provenanceSection(data)}
</main>
</body>
</html>
`;
  return page.toString();
}
