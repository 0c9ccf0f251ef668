import { formatBound, formatCount, formatInterval } from '../../harness/model/format.ts';
import type { Trend, TrendRun, TrendSystem, TrendTarget } from '../../harness/model/trend.ts';
import { CELL_WORDS } from '../comparison/words.ts';
import { changeInWords } from '../gate/words.ts';
import { measured } from '../run/measured.ts';
import { formatMoment } from '../shared/moments.ts';
import { figure } from '../shared/page/figures.ts';
import { type Html, type HtmlValue, html, NOTHING } from '../shared/page/html.ts';
import { pageShell } from '../shared/page/page-shell.ts';
import { ANSWER_ICON_PX, stateIcon, stateLabel } from '../shared/page/state-label.ts';
import { table } from '../shared/page/table.ts';
import { pageAddress } from '../shared/page-address.ts';
import { targetChart } from './target-chart.ts';
import { trendHeadline, trendState } from './words.ts';

/** Draws a trend as one page that needs no network. The same trend gives the same bytes; asynchronous only because Vega is. */
export async function renderTrend(trend: Trend): Promise<string> {
  const sections: Html[] = [];
  for (const [index, system] of trend.systems.entries()) sections.push(await systemSection(system, index));
  return pageShell({
    documentTitle: `Trend: ${trendHeadline(trend)}`,
    subject: 'Trend',
    contents: [
      ...trend.systems.map(({ title }, index): [string, string] => [sectionId(index), title]),
      ...(trend.leftOut.length > 0 ? [['left-out', 'Left out'] as [string, string]] : []),
    ],
    main: html`${resultSection(trend)}
${sections}
${leftOutSection(trend)}`,
  });
}

/** What is worse is named, with its figures and a link to its chart. */
function resultSection(trend: Trend): Html {
  const state = trendState(trend);
  const head = html`<h1>${trendHeadline(trend)}</h1>`;
  if (state === null) return html`<section aria-label="Result">${head}</section>`;
  const worse = trend.systems.flatMap(({ targets }, index) =>
    targets.flatMap(({ statement, change }, at) =>
      change.word === 'worse' ? [{ statement, change, id: chartId(index, at) }] : [],
    ),
  );
  return html`<section class="verdict is-${state.status}" aria-label="Result">
<div class="verdict-icon">${stateIcon(state.status, ANSWER_ICON_PX)}</div>
<div>
<p class="verdict-state">${state.word}</p>
${head}
${worse.map(({ statement, change, id }) => html`<p class="lede"><a href="#chart-${id}">${statement}</a>. ${change.sentence}</p>`)}
</div>
</section>`;
}

function chartId(system: number, target: number): string {
  return `${system + 1}-${target + 1}`;
}

function sectionId(index: number): string {
  return `system-${index + 1}`;
}

async function systemSection(system: TrendSystem, index: number): Promise<Html> {
  const { title, runs, targets, notes } = system;
  const charts: Html[] = [];
  for (const [at, target] of targets.entries())
    charts.push(await figure(targetChart(system, target, chartId(index, at)), ['half', 'narrow']));
  return html`<section id="${sectionId(index)}">
<h2>${title}</h2>
<p>${formatCount(runs.length, 'run')}, ${formatMoment(runs[0]!.startedAt)} to ${formatMoment(runs.at(-1)!.startedAt)}, in their order. The newest is compared with those before it, since the last break. Point: the figure of a run. Bar: its interval. Line: the bound. Dotted: a break, because machine, data or scenario differ.</p>${notes.map(
    (note) => html`
<p>${note}</p>`,
  )}
<div class="figures figures-time">${charts}</div>
<section>
<h3>Targets in their newest run</h3>
${table(`Targets of ${title}`, TARGET_COLUMNS, targets.map(targetRow), TARGET_COLUMNS.length)}
</section>
<section>
<h3>Runs, newest first</h3>
${table(`Runs of ${title}`, RUN_COLUMNS, runs.toReversed().map(runRow), RUN_COLUMNS.length)}
</section>
</section>`;
}

const TARGET_COLUMNS = [
  'Target',
  'State',
  'Measured',
  'Interval',
  'Bound',
  'Against earlier runs',
  'Change and its interval',
];

function targetRow({ id, statement, unit, points, change }: TrendTarget): HtmlValue[] {
  const newest = points.at(-1)!;
  const { status, interval, bound, operator } = newest;
  return [
    html`${statement}<div class="source">${id}</div>`,
    stateLabel(status),
    measured({ ...newest, unit }),
    interval === null ? 'none' : formatInterval(interval, unit, bound),
    formatBound(operator, bound, unit),
    CELL_WORDS[change.word],
    changeInWords(change, unit) ?? '',
  ];
}

const RUN_COLUMNS = ['Started', 'State', 'Commit', 'Report', 'Break before this run'];

function runRow({ startedAt, status, commit, folder, break: differs }: TrendRun): HtmlValue[] {
  const [moment, address] = [formatMoment(startedAt), pageAddress(folder, 'report.html')];
  return [
    moment,
    stateLabel(status),
    commit?.slice(0, 10) ?? 'unknown',
    address === null ? '' : html`<a href="${address}" aria-label="report of ${moment}">report</a>`,
    differs ?? '',
  ];
}

function leftOutSection({ leftOut }: Trend): Html {
  if (leftOut.length === 0) return NOTHING;
  const rows = leftOut.map(({ folder, reason }) => [folder, reason]);
  return html`<section id="left-out">
<h2>Left out</h2>
${table('Runs that were left out', ['Folder', 'Why'], rows, 2)}
</section>`;
}
