import { formatInterval, formatMeasure } from '../../../harness/model/format.ts';
import type { Evidence } from '../../../harness/model/verdict.ts';
import { type Html, html, NOTHING } from './html.ts';
import { PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE } from './table.ts';

/** Figures that support a status, each with the phase in which it was seen. */
export function evidenceTable(name: string, evidence: readonly Evidence[]): Html {
  return evidence.length === 0
    ? NOTHING
    : html`<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr><th scope="col">Evidence</th><th scope="col">Phase</th><th scope="col" class="number" align="right">Value</th><th scope="col" class="number" align="right">Interval</th></tr></thead>
<tbody ${PLAIN_BODY}>${evidence.map(evidenceRow)}</tbody></table></div>`;
}

function evidenceRow({ label, phase, value, unit, interval }: Evidence): Html {
  return html`<tr><td>${label}</td><td>${phase ?? ''}</td><td class="number" align="right">${formatMeasure(value, unit)}</td>
<td class="number" align="right">${interval ? formatInterval(interval, unit) : ''}</td></tr>`;
}
