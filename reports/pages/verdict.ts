import { formatBytes, formatCount, formatDuration, formatNumber } from '../../harness/model/format.ts';
import type { Run } from '../../harness/model/run.ts';
import type { Status } from '../../harness/model/verdict.ts';
import { headline } from '../../harness/verdict/headline.ts';
import { formatMoment } from '../moments.ts';
import { commitOf } from '../provenance.ts';
import { type ReportData, titleOf } from '../report-data.ts';
import { STATE_WORDS, STATUSES } from '../states.ts';
import { warningsOf } from '../warnings.ts';
import { type Html, html, NOTHING } from './html.ts';
import { stateIcon } from './state-label.ts';

/** The answer, in one sentence, before anything else. */
export function verdictSection(data: ReportData): Html {
  const { run, verdict } = data;
  return html`<section class="verdict is-${verdict.status}" aria-label="Verdict">
<div class="verdict-icon">${stateIcon(verdict.status)}</div>
<div>
<p class="verdict-state">${STATE_WORDS[verdict.status]}</p>
<h1>${headline(verdict, titleOf(run))}</h1>
${firstReason(data)}
${tallies(data)}
</div>
</section>
${warningsOf(run).map((warning) => html`<p class="warning" role="note"><strong>${warning.title}</strong> ${warning.text}</p>`)}
<dl class="facts">
${fact('Measured', formatMoment(run.startedAt))}
${fact('Load', loadDuration(run))}
${fact('Machine', `${formatCount(run.provenance.machine.cores, 'core')}, ${formatBytes(run.provenance.machine.memoryBytes)} memory`)}
${fact('Commit', commitOf(run.provenance, 10))}
${fact('Run', run.id)}
</dl>`;
}

function fact(name: string, value: string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Why the run is not a pass: what the generator's verdict says, or the first target that ended so. */
function firstReason({ verdict }: ReportData): Html {
  const untrusted = verdict.status === 'invalid' ? verdict.generator.reasons[0] : undefined;
  if (untrusted !== undefined) return html`<p class="lede">${untrusted}</p>`;
  const target = verdict.targets.find(({ status }) => status === verdict.status && status !== 'pass');
  return target === undefined
    ? NOTHING
    : html`<p class="lede"><b>${target.statement}.</b> ${target.reason}</p>`;
}

/** How many targets ended in each state, where they did not all end in the same. */
function tallies(data: ReportData): Html {
  if (new Set(data.verdict.targets.map(({ status }) => status)).size < 2) return NOTHING;
  return html`<ul class="tally" aria-label="Targets by state">${STATUSES.map((status) => tally(data, status))}</ul>`;
}

function tally({ verdict }: ReportData, status: Status): Html {
  const count = verdict.targets.filter((target) => target.status === status).length;
  if (count === 0) return NOTHING;
  return html`<li class="state is-${status}">${stateIcon(status)}<span>${formatNumber(count)} ${STATE_WORDS[status].toLowerCase()}</span></li>`;
}

function loadDuration({ phases }: Run): string {
  const first = phases[0];
  const last = phases.at(-1);
  if (!first || !last) return 'none';
  return `${formatDuration(last.endMs - first.startMs)} in ${formatCount(phases.length, 'phase')}`;
}
