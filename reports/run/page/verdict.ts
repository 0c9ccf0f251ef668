import { formatBytes, formatCores, formatCount, formatDuration } from '../../../harness/model/format.ts';
import type { Run } from '../../../harness/model/run.ts';
import type { Verdict } from '../../../harness/model/verdict.ts';
import { headline } from '../../../harness/verdict/headline.ts';
import { firstSuspect } from '../../shared/blame.ts';
import { formatMoment } from '../../shared/moments.ts';
import { factList } from '../../shared/page/fact-list.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { keyFigureList } from '../../shared/page/key-figure-list.ts';
import { ANSWER_ICON_PX, stateIcon } from '../../shared/page/state-label.ts';
import { commitOf } from '../../shared/provenance.ts';
import { STATE_WORDS } from '../../shared/states.ts';
import { warningsOf } from '../../shared/warnings.ts';
import type { ReportData } from '../report-data.ts';
import { violations } from '../trust.ts';
import { promiseId } from './promises.ts';
import { trustLine } from './trust.ts';

/** The answer, in one sentence, before anything else. */
export function verdictSection(data: ReportData): Html {
  const { run, verdict } = data;
  return html`<section class="verdict is-${verdict.status}" aria-label="Verdict">
<div class="verdict-icon">${stateIcon(verdict.status, ANSWER_ICON_PX)}</div>
<div>
<p class="verdict-state">${STATE_WORDS[verdict.status]}</p>
<h1>${headline(verdict, run)}</h1>
${verdict.targets.length === 0 ? NOTHING : keyFigureList(verdict.targets)}
${firstReason(data)}
${trustLine(verdict)}
</div>
</section>
${warningsOf(run).map((warning) => html`<p class="warning" role="note"><strong>${warning.title}</strong> ${warning.text}</p>`)}
${factList([
  ['Measured', formatMoment(run.startedAt)],
  ['Load', loadDuration(run)],
  [
    'Machine',
    `${formatCores(run.provenance.machine.cores)}, ${formatBytes(run.provenance.machine.memoryBytes)} memory`,
  ],
  ['Commit', commitOf(run.provenance, 10)],
  ['Run', run.id],
])}`;
}

/** Why the run is not a pass: what spoiled the measurement, or the first target with the run's status. */
function firstReason({ verdict }: ReportData): Html {
  const untrusted = verdict.status === 'invalid' ? violations(verdict)[0] : undefined;
  if (untrusted !== undefined) return html`<p class="lede">${untrusted}</p>`;
  const target = verdict.targets.find(({ status }) => status === verdict.status && status !== 'pass');
  return target === undefined
    ? NOTHING
    : html`<p class="lede"><b>${target.statement}.</b> ${target.reason}${suspect(verdict)}</p>`;
}

/** Where to look first, with a link to the reasons. */
function suspect(verdict: Verdict): Html {
  const first = verdict.status === 'fail' ? firstSuspect(verdict) : null;
  if (first === null) return NOTHING;
  const id = promiseId(verdict.targets.indexOf(first.target));
  return html` <a href="#${id}">${first.sentence}</a>`;
}

function loadDuration({ phases }: Run): string {
  const first = phases[0];
  const last = phases.at(-1);
  if (!first || !last) return 'none';
  return `${formatDuration(last.endMs - first.startMs)} in ${formatCount(phases.length, 'phase')}`;
}
