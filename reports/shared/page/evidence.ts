import { formatInterval, formatMeasure } from '../../../harness/model/format.ts';
import type { Evidence } from '../../../harness/model/verdict.ts';
import { type Html, html, NOTHING } from './html.ts';

/** Figures that support a status, each with the phase in which it was seen. */
export function evidenceTable(name: string, evidence: readonly Evidence[]): Html {
  return evidence.length === 0
    ? NOTHING
    : html`<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table>
<thead><tr><th scope="col">Evidence</th><th scope="col">Phase</th><th scope="col" class="number">Value</th><th scope="col" class="number">Interval</th></tr></thead>
<tbody>${evidence.map(evidenceRow)}</tbody></table></div>`;
}

function evidenceRow({ label, phase, value, unit, interval }: Evidence): Html {
  return html`<tr><td>${label}</td><td>${phase ?? ''}</td><td class="number">${formatMeasure(value, unit)}</td>
<td class="number">${interval ? formatInterval(interval, unit) : ''}</td></tr>`;
}
