import { titleOf } from '../../../harness/model/run.ts';
import { timelineOf } from '../../shared/charts/timeline.ts';
import { html } from '../../shared/page/html.ts';
import { pageShell } from '../../shared/page/page-shell.ts';
import { provenanceSection } from '../../shared/page/provenance.ts';
import { STATE_WORDS } from '../../shared/states.ts';
import { chartsOf } from '../charts/index.ts';
import type { ReportData } from '../report-data.ts';
import { blameSection } from './blame.ts';
import { promisesSection } from './promises.ts';
import { depthSection, slowestSection } from './tables.ts';
import { distributionSection, timeSection } from './time.ts';
import { trustSection } from './trust.ts';
import { verdictSection } from './verdict.ts';

const CONTENTS: [string, string][] = [
  ['promises', 'Promises'],
  ['trust', 'Trust'],
  ['blame', 'Where time goes'],
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
  return pageShell({
    documentTitle: `${STATE_WORDS[verdict.status]}: ${title}, ${run.id}`,
    subject: title,
    contents: CONTENTS,
    main: html`${verdictSection(data)}
${promisesSection(data)}
${trustSection(data)}
${await blameSection(data, charts)}
${await timeSection(data, timeline, charts)}
${await distributionSection(data, charts)}
${slowestSection(data)}
${depthSection(data)}
${provenanceSection(data)}`,
  });
}
