import type {
  Calibration,
  Ceiling,
  CeilingStep,
  CostOfTelemetry,
  Spread,
} from '../../harness/model/calibration.ts';
import { formatCount, formatMeasure, formatNumber } from '../../harness/model/format.ts';
import { type Html, html } from '../shared/page/html.ts';
import { stateLabel } from '../shared/page/state-label.ts';
import { PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE } from '../shared/page/table.ts';

/** The limits of the generators on this machine. */
export function ceilingSection({ ceiling }: Calibration): Html {
  return html`<section id="ceiling">
<h2>The generator's ceiling</h2>
<p>Measured against a route that does nothing, with the server on the same machine. k6 measures as in every run. A step is held if no arrival is dropped and requests start on time.</p>
${ceiling === null ? html`<p class="empty">Not measured.</p>` : ceilingTables(ceiling)}
</section>`;
}

function ceilingTables({
  heldPerSec,
  punctualPerSec,
  k6ClosedPerSec,
  autocannonPerSec,
  steps,
}: Ceiling): Html {
  const facts: [string, number | null][] = [
    ['Open arrivals held', heldPerSec],
    ['of these, punctually (start delay p99 of 3 ms or less)', punctualPerSec],
    ['k6 with full telemetry, closed loop', k6ClosedPerSec],
    ['autocannon, closed loop', autocannonPerSec],
  ];
  return html`<h3>Maximum</h3><table class="plain at-most" ${PLAIN_TABLE}><tbody ${PLAIN_BODY}>${facts.map(
    ([name, rate]) =>
      html`<tr><th scope="row">${name}</th><td class="number" align="right">${rate === null ? 'none' : formatMeasure(Math.round(rate), 'requests/s')}</td></tr>`,
  )}</tbody></table>
<h3 class="steps">Open arrivals, step by step</h3>
${
  steps.length === 0
    ? html`<p class="empty">No step was tried.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Steps of the ceiling"><table ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr><th scope="col">Arrivals/s</th><th scope="col" class="number" align="right">Attempted/s</th><th scope="col" class="number" align="right">Dropped</th>
<th scope="col" class="number" align="right">Start delay p99</th><th scope="col" class="number" align="right">Response p99</th><th scope="col">Held</th></tr></thead>
<tbody ${PLAIN_BODY}>${steps.map(stepRow)}</tbody></table></div>`
}`;
}

function stepRow(step: CeilingStep): Html {
  return html`<tr><th scope="row">${formatNumber(step.ratePerSec)}</th><td class="number" align="right">${step.attemptedPerSec === null ? 'none' : formatNumber(Math.round(step.attemptedPerSec))}</td>
<td class="number" align="right">${formatNumber(step.droppedArrivals)}</td><td class="number" align="right">${formatMeasure(step.startDelayP99Ms, 'ms')}</td>
<td class="number" align="right">${formatMeasure(step.responseTimeP99Ms, 'ms')}</td>
<td>${step.held === null ? stateLabel('invalid', 'Unknown') : step.held ? stateLabel('pass', 'Held') : stateLabel('fail', 'Not held')}</td></tr>`;
}

/** What telemetry costs: the same load with it and without. */
export function costSection({ costs, mode }: Calibration): Html {
  return html`<section id="cost">
<h2>What our telemetry costs</h2>
<p>The same load with and without telemetry, in alternating order. CPU is that of generator, server and harness together. Brackets: the lowest and the highest round.</p>
${
  costs.length === 0
    ? html`<p class="empty">Not measured${mode === 'quick' ? ': a quick calibration skips this' : ''}.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Cost of telemetry"><table ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr><th scope="col">Load</th><th scope="col" class="number" align="right">Rounds</th><th scope="col" class="number" align="right">CPU s per 1,000, with</th>
<th scope="col" class="number" align="right">without</th><th scope="col" class="number" align="right">Throughput, with / without</th></tr></thead>
<tbody ${PLAIN_BODY}>${costs.map(costRow)}</tbody></table></div>`
}
</section>`;
}

function costRow({
  load,
  description,
  rounds,
  cpuSecPer1000On,
  cpuSecPer1000Off,
  throughputRatio,
}: CostOfTelemetry): Html {
  const valid = rounds.filter(({ problems }) => problems.length === 0).length;
  const name = load === 'fixed-rate' ? 'Fixed rate' : 'Saturation';
  return html`<tr><th scope="row">${name}, ${description}</th><td class="number" align="right">${valid === rounds.length ? formatNumber(valid) : `${formatNumber(valid)} of ${formatCount(rounds.length, 'round')} valid`}</td>
<td class="number" align="right">${formatSpread(cpuSecPer1000On)}</td><td class="number" align="right">${formatSpread(cpuSecPer1000Off)}</td>
<td class="number" align="right">${formatSpread(throughputRatio)}</td></tr>`;
}

/** "0.41 (0.4 to 0.43)". */
export function formatSpread(spread: Spread | null): string {
  if (spread === null) return 'not measured';
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => formatNumber(value));
  return min === max ? median! : `${median} (${min} to ${max})`;
}
