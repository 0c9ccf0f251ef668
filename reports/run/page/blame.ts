import { formatCount, formatMeasure, formatNumber } from '../../../harness/model/format.ts';
import type { ResourceSaturation, Verdict } from '../../../harness/model/verdict.ts';
import {
  evidenceInWords,
  type ResourceStatus,
  resourceName,
  resourceTable,
  saturatedInWords,
  utilizationOf,
} from '../../shared/blame.ts';
import { figure } from '../../shared/page/figures.ts';
import { type Html, type HtmlValue, html, NOTHING } from '../../shared/page/html.ts';
import { resourceLabel } from '../../shared/page/state-label.ts';
import { details, remarks, table } from '../../shared/page/table.ts';
import { PART_COLUMNS, partNotes, partRows } from '../../shared/time-parts.ts';
import type { ChartSet } from '../charts/index.ts';
import type { ReportData } from '../report-data.ts';

/** Where the time of a request goes, and which resources were saturated. */
export async function blameSection({ verdict, summary }: ReportData, charts: ChartSet): Promise<Html> {
  const rows = partRows(summary);
  const figures: Html[] = [];
  for (const chart of charts.timeParts) figures.push(await figure(chart, ['half', 'narrow']));
  return html`<section id="blame">
<h2>Where time goes</h2>
<p>Over the judged phases. Look for a long segment and a saturated resource: together they point to the cause.</p>
<div class="columns">
${figures.length === 0 ? NOTHING : html`<div class="figures-blame">${figures}${remarks(partNotes(summary))}</div>`}
<div>${resources(verdict)}</div>
</div>
<div class="numbers">
${rows.length === 0 ? NOTHING : details('Mean times by route, in numbers', formatCount(rows.length, 'route'), partsTable(rows))}
${verdict.saturation.length === 0 ? NOTHING : details('Resources, in numbers', formatNumber(verdict.saturation.length), saturationTable(verdict))}
</div>
</section>`;
}

function partsTable(rows: string[][]): Html {
  return table(
    'Where the time of routes goes',
    PART_COLUMNS,
    rows.map(([route, ...figures]) => [html`<code>${route}</code>`, ...figures]),
  );
}

function resources(verdict: Verdict): Html {
  const { phases, rows } = resourceTable(verdict);
  const title = html`<h3>How busy the resources were</h3>`;
  if (rows.length === 0) return html`${title}<p class="empty">Not measured.</p>`;
  return html`${title}
<p>${saturatedInWords(verdict)} Percentages are of the resource's capacity.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Resources by phase"><table class="resources">
<thead><tr><th scope="col">Resource</th>${phases.map((phase) => html`<th scope="col">${phase}</th>`)}</tr></thead>
<tbody>${rows.map(({ name, cells }) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell === null ? 'not judged' : state(cell)}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** Icon, word and utilization. The details show what waited for it. */
function state(resource: ResourceSaturation): Html {
  return resource.status === 'unknown'
    ? resourceLabel('unknown')
    : html`${resourceLabel(resource.status)} <span class="utilization">${utilizationOf(resource)}</span>`;
}

const ATTENTION: ResourceStatus[] = ['saturated', 'unknown', 'busy', 'idle'];

function saturationTable({ saturation }: Verdict): Html {
  const columns = ['Resource', 'Phase', 'State', 'In use', 'Waiting for it', 'Errors', 'Evidence'];
  const worstFirst = ATTENTION.flatMap((status) => saturation.filter((each) => each.status === status));
  const rows = worstFirst.map((each): HtmlValue[] => [
    resourceName(each.resource),
    each.phase,
    resourceLabel(each.status),
    formatMeasure(each.utilization, 'ratio'),
    each.saturation === null ? 'not measured' : evidenceInWords([each.saturation]),
    each.errors === null ? 'unknown' : formatNumber(each.errors),
    each.evidence.length === 0 ? 'none' : evidenceInWords(each.evidence),
  ]);
  return html`<div class="prose">${table('Resources, in numbers', columns, rows, columns.length)}</div>`;
}
