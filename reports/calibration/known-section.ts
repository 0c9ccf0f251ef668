import type { CalibratedBehaviour, Calibration, CalibrationFigure } from '../../harness/model/calibration.ts';
import { formatMeasure, formatPercent } from '../../harness/model/format.ts';
import { figure } from '../shared/page/figures.ts';
import { type Html, html, NOTHING } from '../shared/page/html.ts';
import { stateLabel } from '../shared/page/state-label.ts';
import { PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE } from '../shared/page/table.ts';
import { calibrationChart } from './distribution.ts';
import {
  FIGURE_STATES,
  figureName,
  formatAllowed,
  formatDeviation,
  formatValue,
  INSTRUMENT_WORDS,
} from './words.ts';

const BLIND =
  'A closed loop sends nothing while it waits for an answer, so it hardly sees the stall: its p95 and p99 are far too good.';

/** Every behaviour of the known server: the known figures, the reported ones, and how much they differ. */
export async function knownSection({ behaviours, shares, tolerance }: Calibration): Promise<Html> {
  const articles: Html[] = [];
  for (const behaviour of behaviours) articles.push(await article(behaviour, shares));
  return html`<section id="known">
<h2>Known against reported</h2>
<p>The server's behaviour is planned exactly, so its percentiles are known. A time is right if it is within ${formatPercent(tolerance.ratio)} or ${formatMeasure(tolerance.leastMs, 'ms')} of the known one, whichever is larger. A share is right if the known share lies within the exact interval of the reported one.</p>
${articles.length === 0 ? html`<p class="empty">Nothing was measured.</p>` : articles}
${guide()}
</section>`;
}

async function article(behaviour: CalibratedBehaviour, shares: readonly number[]): Promise<Html> {
  const chart = behaviour.curves.length === 0 ? NOTHING : await drawing(behaviour, shares);
  return html`<article class="known">
<div>
<h3>${behaviour.name}</h3>
<p class="finding">${sentence(behaviour.description)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Known against reported: ${behaviour.name}"><table ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr><th scope="col">Figure</th><th scope="col">Result</th><th scope="col" class="number" align="right">Known</th><th scope="col" class="number" align="right">Reported</th>
<th scope="col" class="number" align="right">Deviation</th><th scope="col" class="number" align="right">Allowed</th><th scope="col" class="number" align="right">Server's clock</th></tr></thead>
${behaviour.loads.map(
  ({ instrument, description, figures, startDelayMs }) => html`<tbody ${PLAIN_BODY}>
<tr><th scope="rowgroup" colspan="7" class="instrument">${INSTRUMENT_WORDS[instrument]} <div class="source">${description}${startDelayMs === null ? '' : `; start delay p50 ${formatMeasure(startDelayMs.p50, 'ms')}, p99 ${formatMeasure(startDelayMs.p99, 'ms')}`}</div></th></tr>
${figures.map(row)}</tbody>`,
)}
</table></div>
${remarks(behaviour)}
</div>
${chart}
</article>`;
}

async function drawing(behaviour: CalibratedBehaviour, shares: readonly number[]): Promise<Html> {
  return html`<div class="figures">${await figure(calibrationChart(behaviour, shares), ['narrow'])}</div>`;
}

function row(each: CalibrationFigure): Html {
  const { word, state } = FIGURE_STATES[each.status];
  return html`<tr><th scope="row">${figureName(each)}</th><td>${stateLabel(state, word)}</td>
<td class="number" align="right">${formatValue(each.known, each.unit)}</td><td class="number" align="right">${formatValue(each.reported, each.unit)}</td>
<td class="number" align="right">${formatDeviation(each)}</td><td class="number" align="right">${formatAllowed(each)}</td>
<td class="number" align="right">${formatValue(each.served, each.unit)}</td></tr>`;
}

/** Why figures are not right, each reason once. All blind figures have the same reason. */
function remarks({ loads }: CalibratedBehaviour): Html {
  const reasons = loads.flatMap(({ instrument, figures }) =>
    figures.flatMap(({ name, status, reason }) => {
      if (status === 'right') return [];
      if (status === 'blind') return [BLIND];
      const where =
        status === 'wrong' ? `${INSTRUMENT_WORDS[instrument]}, ${name}` : INSTRUMENT_WORDS[instrument];
      return [`${where}: ${reason}`];
    }),
  );
  return reasons.length === 0
    ? NOTHING
    : html`<ul class="reasons">${[...new Set(reasons)].map((reason) => html`<li>${reason}</li>`)}</ul>`;
}

function guide(): Html {
  return html`<details class="guide"><summary>How to read this</summary>
<dl class="glossary">
<dt>${stateLabel('pass', 'Right')}</dt><dd>The deviation is within the allowed one, or the known share is within the reported interval.</dd>
<dt>${stateLabel('fail', 'Wrong')}</dt><dd>Neither is the case, and no disturbance of the load can explain it: other programs make times longer, never shorter, and only for requests under way at that moment.</dd>
<dt>${stateLabel('inconclusive', 'Blind')}</dt><dd>Too good, as expected: a closed loop waits for an answer before it sends again, so it sends and sees almost nothing while the server stalls. Open arrivals, timed from the intended start, do see it.</dd>
<dt>${stateLabel('invalid', 'Unknown')}</dt><dd>Neither is the case, but other programs may be the cause; or the generator did not keep to its plan, or the server missed its own.</dd>
<dt>Deviation</dt><dd>Reported minus true. For times, the true value is that of the server's clock if the server kept its plan within the tolerance; otherwise it is the known value.</dd>
<dt>Known</dt><dd>From the server's plan, which is a formula. For the number of requests: what the server counted.</dd>
<dt>Server's clock</dt><dd>What the server recorded for the same requests, from the start of its handler until it handed over the response.</dd>
</dl></details>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
