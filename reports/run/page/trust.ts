import { formatMeasure, formatNumber } from '../../../harness/model/format.ts';
import type { DataCheck, Run } from '../../../harness/model/run.ts';
import type { Status, Verdict } from '../../../harness/model/verdict.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { stateIcon, stateLabel } from '../../shared/page/state-label.ts';
import { PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE } from '../../shared/page/table.ts';
import { leavesOutData } from '../left-out.ts';
import type { ReportData } from '../report-data.ts';
import { checksThat, trustSentence, unlistedReasons, whyDataUnchecked } from '../trust.ts';
import { checksOf } from './checks.ts';

/** What the figures rest on: the checks of the measurement, the generator, and whether acknowledged data was kept. */
export function trustSection(data: ReportData): Html {
  return html`<section id="trust">
<h2>Can this be trusted?</h2>
${trustLine(data.verdict)}
${checksOf(data.verdict)}
<div class="columns">
<div>${generator(data)}</div>
<div>${dataChecks(data.run)}${notes(data.verdict.notes)}</div>
</div>
</section>`;
}

/** One sentence: can the measurement be trusted? */
export function trustLine(verdict: Verdict): Html {
  const state = trustState(verdict);
  return html`<p class="trust-line is-${state}">${stateIcon(state)} <span>${trustSentence(verdict)}</span></p>`;
}

/** Without a check that held, there is no reason to trust the measurement. */
function trustState(verdict: Verdict): Status {
  if (verdict.validity.status === 'invalid') return 'invalid';
  return checksThat('held', verdict).length > 0 ? 'pass' : 'inconclusive';
}

function generator({ verdict }: ReportData): Html {
  const { generator } = verdict;
  const valid = generator.status === 'valid';
  const reasons = unlistedReasons(verdict);
  const rows: [string, string][] = [
    ['Offered', formatMeasure(generator.offeredRate, 'arrivals/s')],
    ['Attempted', formatMeasure(generator.attemptedRate, 'arrivals/s')],
    ['Arrivals dropped', formatNumber(generator.droppedIterations)],
    ['Start delay, p99', formatMeasure(generator.startDelayP99Ms, 'ms')],
    ['CPU of the whole machine', formatMeasure(generator.cpuUtilization, 'ratio')],
  ];
  return html`<h3>The load generator ${stateLabel(valid ? 'pass' : 'invalid', valid ? 'Valid' : 'Invalid')}</h3>
${
  reasons.length > 0
    ? html`<ul class="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`
    : html`<p>${valid ? 'It kept to its plan.' : 'What it measured is in doubt: see the violated checks.'}</p>`
}
<table class="plain" ${PLAIN_TABLE}><tbody ${PLAIN_BODY}>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="number" align="right">${value}</td></tr>`)}</tbody></table>`;
}

function dataChecks(run: Run): Html {
  const { dataChecks: checks } = run;
  if (leavesOutData(run)) return NOTHING;
  if (checks.length === 0) return html`<h3>Data kept</h3><p class="empty">${whyDataUnchecked(run)}</p>`;
  return html`<h3>Data kept ${stateLabel(...overall(checks))}</h3>
<p>Is every acknowledged write in the database, exactly once?</p>
<div class="scroll" tabindex="0" role="region" aria-label="Data checks"><table ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr><th scope="col">Writes</th><th scope="col" class="number" align="right">Acknowledged</th><th scope="col" class="number" align="right">Found</th>
<th scope="col" class="number" align="right">Lost</th><th scope="col" class="number" align="right">Doubled</th></tr></thead>
<tbody ${PLAIN_BODY}>${checks.map(
    (
      check,
    ) => html`<tr><th scope="row">${check.name}</th><td class="number" align="right">${formatNumber(check.acknowledged)}</td>
<td class="number" align="right">${formatNumber(check.found)}</td><td class="number" align="right">${formatNumber(check.lost)}</td><td class="number" align="right">${formatNumber(check.duplicated)}</td></tr>`,
  )}</tbody></table></div>`;
}

function overall(checks: DataCheck[]): [Status, string] {
  if (checks.some(({ lost, duplicated }) => lost > 0 || duplicated > 0)) return ['fail', 'Not all kept'];
  return checks.every(({ acknowledged }) => acknowledged > 0)
    ? ['pass', 'All kept']
    : ['inconclusive', 'Nothing to check'];
}

function notes(texts: string[]): Html {
  return texts.length === 0
    ? NOTHING
    : html`<h3>Notes</h3><ul class="reasons">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}
