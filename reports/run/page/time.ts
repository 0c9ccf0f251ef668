import { formatCount, formatMs, formatNumber } from '../../../harness/model/format.ts';
import { loadIn, usersPerVuOf } from '../../../harness/model/load.ts';
import type { Run } from '../../../harness/model/run.ts';
import { ExponentialHistogram } from '../../../harness/stats/exponential-histogram.ts';
import { judgedPhases } from '../../shared/charts/findings.ts';
import type { Timeline, TimelinePhase } from '../../shared/charts/timeline.ts';
import { formatElapsed } from '../../shared/moments.ts';
import { figure, legend } from '../../shared/page/figures.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { details, remarks, table } from '../../shared/page/table.ts';
import { NOT_DERIVABLE, underivable } from '../../shared/request-times.ts';
import type { ChartSet } from '../charts/index.ts';
import { percentilesOverTime } from '../percentiles-over-time.ts';
import type { ReportData } from '../report-data.ts';
import { quantileName } from '../request-table.ts';

/** Everything over the time of the run, on one axis. */
export async function timeSection(data: ReportData, timeline: Timeline, charts: ChartSet): Promise<Html> {
  const main: Html[] = [];
  for (const chart of charts.main) main.push(await figure(chart, ['wide', 'narrow'], { rank: 'main' }));
  const more: Html[] = [];
  for (const chart of charts.more) more.push(await figure(chart, ['half', 'narrow']));
  return html`<section id="time">
<h2>Over time</h2>
<p>Minutes and seconds since the load began. Only the shaded phases were judged; a gap in a line was not measured.${binning(timeline)}</p>
${phaseList(data.run, timeline)}
<div class="figures figures-time">${main}${more}</div>
${overTimeInNumbers(data, timeline)}
</section>`;
}

/** All percentiles, including those that the chart only shows once they are switched on. */
function overTimeInNumbers({ summary }: ReportData, timeline: Timeline): Html {
  const { quantiles, phases } = summary;
  const stretches = percentilesOverTime(timeline, summary);
  if (stretches.every(({ quantilesMs }) => quantilesMs.every((ms) => ms === null))) return NOTHING;
  const startsUnknownIn = new Set(
    phases.flatMap((each) => (each.intendedStartUnknown === null ? [] : [each.name])),
  );
  const rows = stretches.map(({ phase, fromSec, toSec, quantilesMs }) => [
    phase,
    { text: `${formatElapsed(fromSec)} to ${formatElapsed(toSec)}`, by: fromSec },
    ...quantilesMs.map((ms) => (ms === null && startsUnknownIn.has(phase) ? NOT_DERIVABLE : formatMs(ms))),
  ]);
  const title = 'Response times over time, in numbers';
  return html`<div class="numbers">${details(
    title,
    formatCount(quantiles.length, 'percentile'),
    html`<p class="about">In milliseconds, of the requests that were answered. Each row gives the slowest second of its stretch.</p>
${table(title, ['Phase', 'Time', ...quantiles.map(quantileName)], rows, 2)}${remarks(underivable(phases))}`,
  )}</div>`;
}

function binning({ binSec }: Timeline): string {
  return binSec === 1
    ? ''
    : ` A point covers ${formatNumber(binSec)} s: the mean for rates and levels, the slowest second for percentiles.`;
}

function phaseList(run: Run, { phases, events }: Timeline): Html {
  if (phases.length === 0) return html`<p class="empty">No phase began.</p>`;
  return html`<ol class="phases">${phases.map(
    (phase) => html`<li class="${phase.judged ? 'judged' : ''}"><b>${phase.number}</b> ${phase.name}
<span>${describe(run, phase)}, ${formatElapsed(phase.startSec)} to ${formatElapsed(phase.endSec)}</span></li>`,
  )}</ol>
${
  events.length === 0
    ? NOTHING
    : html`<ul class="events">${events.map(({ letter, atSec, what }) => html`<li>${letter === null ? NOTHING : html`<b>${letter}</b> `}${what} <span>at ${formatElapsed(atSec)}</span></li>`)}</ul>`
}`;
}

function describe(run: Run, phase: TimelinePhase): string {
  const loadName = run.phases[phase.number - 1]?.load;
  const planned = run.profile.loads.find(({ name }) => name === loadName);
  if (planned === undefined) return phase.kind;
  const load = loadIn(planned, planned.phases.find(({ name }) => name === phase.name) ?? {});
  if (load.model === 'open') return `${formatNumber(load.arrivalRatePerSec)} arrivals/s`;
  const usersPerVu = usersPerVuOf(load);
  const shared = usersPerVu > 1 ? `, ${usersPerVu} to a virtual user` : '';
  return `${phase.kind === 'ramp-up' ? 'up to ' : ''}${formatCount(load.users, 'user')}${shared}`;
}

/** One distribution for each judged phase, side by side. */
export async function distributionSection(data: ReportData, charts: ChartSet): Promise<Html> {
  const figures: Html[] = [];
  for (const chart of charts.distributions) figures.push(await figure(chart, ['narrow'], { isShared: true }));
  const drawn = charts.distributions.find(({ spec }) => spec !== null);
  return html`<section id="distribution" data-charts>
<h2>How response times are distributed</h2>
<p>In milliseconds, on a logarithmic scale. Bars: response times, from the intended start. Outline: service times, from the actual start. Height: the share of the phase's responses.</p>
${legend(drawn?.legend ?? [])}
${figures.length === 0 ? html`<p class="empty">Not measured: no judged phase began.</p>` : html`<div class="figures figures-distribution">${figures}</div>`}
${percentiles(data)}
</section>`;
}

/** What the distributions come to, in numbers. */
function percentiles({ summary }: ReportData): Html {
  const { quantiles } = summary;
  const rows = judgedPhases(summary).flatMap((phase) => {
    const times = phase.responseTimeMs && ExponentialHistogram.fromEncoded(phase.responseTimeMs);
    if (times === null || times.count === 0) return [];
    return [
      [
        phase.name,
        formatNumber(times.count),
        ...quantiles.map((q) => formatMs(times.quantile(q)?.value ?? null)),
      ],
    ];
  });
  return rows.length === 0
    ? NOTHING
    : html`<h3 class="table-title">Response times by percentile</h3><p class="about">In milliseconds, of the requests that were answered.</p>
${table('Response times by percentile', ['Phase', 'Answered', ...quantiles.map(quantileName)], rows)}`;
}
