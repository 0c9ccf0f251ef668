import { formatMeasure } from '../../../harness/model/format.ts';
import type { Chart } from '../../shared/charts/chart.ts';
import { figure, legend } from '../../shared/page/figures.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { details, table } from '../../shared/page/table.ts';
import { cpuChart, partTable, timePartsChart } from '../charts/by-part.ts';
import { overTimeCharts } from '../charts/over-time.ts';
import { repetitionsChart } from '../charts/repetitions.ts';
import { responseTimeCharts } from '../charts/response-times.ts';
import type { ComparisonData } from '../comparison-data.ts';
import { armName } from '../labels.ts';
import { percentileRows, QUANTILES } from '../percentiles.ts';

async function drawAll(
  charts: readonly Chart[],
  widths: Parameters<typeof figure>[1],
  options: Parameters<typeof figure>[2] = {},
): Promise<Html[]> {
  const drawn: Html[] = [];
  for (const chart of charts) drawn.push(await figure(chart, widths, options));
  return drawn;
}

/** The legend of charts that show the same series, some of them not all: once, before them. */
function sharedLegend(charts: readonly Chart[]): Html {
  const entries = new Map(charts.flatMap((chart) => chart.legend.map((entry) => [entry.series, entry])));
  return legend([...entries.values()]);
}

/** Every repetition, measure by measure. */
export async function repetitionsFigures(data: ComparisonData): Promise<Html> {
  const charts = data.comparison.measures.map((measure, i) => repetitionsChart(data, measure, i));
  return html`<section id="repetitions">
<h2>Every repetition</h2>
<p>A dot is one repetition, a bar the median of an arm. Within an arm the first block is at the top and the last at the bottom, so drift shows as a slope. A faint line joins the repetitions of one block, which are compared with each other. Crosses are excluded.</p>
<div class="figures figures-distribution">${await drawAll(charts, ['narrow'])}</div>
</section>`;
}

/** Response times of the arms on top of each other, and their percentiles. */
export async function responseTimeSection(data: ComparisonData): Promise<Html> {
  const rows = percentileRows(data).map(({ drawn, count, cells }) => [
    armName(drawn),
    count,
    ...cells.map(
      ({ value, spread }) =>
        html`${formatMeasure(value, 'ms')}${spread === null ? NOTHING : html`<div class="interval-text">${spread}</div>`}`,
    ),
  ]);
  const charts = responseTimeCharts(data);
  return html`<section id="distribution" data-charts>
<h2>How response times are distributed</h2>
<p>From the intended start of a request, over all repetitions used, on logarithmic scales.</p>
${sharedLegend(charts)}
<div class="figures figures-time">${await drawAll(charts, ['half', 'narrow'], { isShared: true })}</div>
${rows.length === 0 ? NOTHING : html`<h3 class="table-title">Percentiles by arm</h3><p class="about">Over all responses. In brackets: the lowest and the highest of the repetitions, for percentiles that are among the measures.</p>${table('Percentiles by arm', ['Arm', 'Responses', ...QUANTILES.map(({ name }) => name), 'longest'], rows)}`}
</section>`;
}

/** The steady phase of the arms on top of each other. */
export async function overTimeSection(data: ComparisonData): Promise<Html> {
  const charts = overTimeCharts(data);
  const [main, ...more] = charts;
  return html`<section id="time" data-charts>
<h2>Over time</h2>
<p>Minutes and seconds since the steady phase began. A point is the median over the repetitions of an arm; a gap was not measured.</p>
${sharedLegend(charts)}
<div class="figures figures-time">${await figure(main!, ['wide', 'narrow'], { rank: 'main', isShared: true })}${await drawAll(more, ['half', 'narrow'], { isShared: true })}</div>
</section>`;
}

/** What an arm costs, and where its time went. */
export async function costSection(data: ComparisonData): Promise<Html> {
  const [cpu, time] = [partTable(data, 'cpu'), partTable(data, 'time')];
  return html`<section id="cost">
<h2>What it costs, and where the time goes</h2>
<p>Means over the steady phases of the repetitions used. CPU excludes the load generator.</p>
<div class="figures figures-time">${await drawAll([cpuChart(data), timePartsChart(data)], ['half', 'narrow'])}</div>
<div class="numbers">
${cpu.rows.length === 0 ? NOTHING : details('CPU seconds for 1,000 correct requests, in numbers', '', table('CPU by part', cpu.columns, cpu.rows))}
${time.rows.length === 0 ? NOTHING : details('Parts of the mean response time, in numbers', 'ms', table('Time by part', time.columns, time.rows))}
</div>
</section>`;
}
