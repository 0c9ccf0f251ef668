import { formatBytes, formatMeasure, formatNumber } from '../../harness/model/format.ts';
import type { StatementTotal } from '../../harness/model/run.ts';
import type { PhaseSummary, Summary } from '../../harness/model/summary.ts';
import { ExponentialHistogram } from '../../harness/stats/exponential-histogram.ts';
import { judgedPhases } from '../charts/findings.ts';
import { formatBucketBound, slowestRoutes, slowestStatements } from '../rankings.ts';
import type { ReportData } from '../report-data.ts';
import { type Html, type HtmlValue, html } from './html.ts';

/** The slowest things, for those who want to make them faster. */
export function slowestSection({ summary }: ReportData): Html {
  const routes = slowestRoutes(summary);
  const statements = slowestStatements(summary);
  return html`<section id="slowest">
<h2>The slowest</h2>
<div class="columns">
<div><h3>Routes</h3>
<p>By p95 of response time over the judged phases.</p>
${
  routes.length === 0
    ? html`<p class="empty">Not measured.</p>`
    : table(
        'Slowest routes',
        ['Route', 'Correct', 'Failed', 'p50, ms', 'p95, ms', 'p99, ms'],
        routes.map(({ route, correct, failed, responseTimeMs: { p50, p95, p99 } }) => [
          html`<code>${route}</code>`,
          formatNumber(correct),
          formatNumber(failed),
          formatNumber(p50),
          formatNumber(p95),
          formatNumber(p99),
        ]),
      )
}</div>
<div><h3>Statements</h3>
<p>By p95 of execution time over the judged phases; percentiles are upper bounds of histogram buckets.</p>
${
  statements.length === 0
    ? html`<p class="empty">Not measured.</p>`
    : table(
        'Slowest statements',
        ['Statement', 'Count', 'Mean, ms', 'p50, ms', 'p95, ms'],
        statements.map(({ statement, count, meanMs, p50Ms, p95Ms }) => [
          html`<code>${statement}</code>`,
          formatNumber(count),
          formatNumber(meanMs),
          formatBucketBound(p50Ms, summary.serverHistogramUpperBoundsMs),
          formatBucketBound(p95Ms, summary.serverHistogramUpperBoundsMs),
        ]),
      )
}</div>
</div>
</section>`;
}

/** The numbers behind the charts. */
export function depthSection({ run, summary }: ReportData): Html {
  return html`<section id="depth">
<h2>In depth</h2>
${details('Phases', summary.phases.length, phasesTable(summary))}
${details('Why requests failed', failureRows(summary).length, table('Failed requests', ['Phase', 'Reason', 'Requests'], failureRows(summary), 2))}
${details('Cache families', familyRows(summary).length, table('Cache families', ['Phase', 'Key family', 'Hits', 'Misses', 'Errors', 'Hit ratio'], familyRows(summary), 2))}
${details('Processes', summary.processes.length, processesTable(summary))}
${details('What PostgreSQL counted', run.statements.length, postgresTable(run.statements))}
</section>`;
}

function details(title: string, count: number, content: Html): Html {
  return count === 0
    ? html`<p class="empty">${title}: nothing recorded.</p>`
    : html`<details><summary>${title} <span class="count">${formatNumber(count)}</span></summary>${content}</details>`;
}

/** The first `textColumns` columns hold text, the others numbers. */
function table(name: string, columns: string[], rows: HtmlValue[][], textColumns = 1): Html {
  const kind = (column: number) => (column < textColumns ? '' : 'number');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table>
<thead><tr>${columns.map((column, i) => html`<th scope="col" class="${kind(i)}">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${kind(i)}">${cell}</td>`))}</tr>`,
  )}</tbody></table></div>`;
}

function phasesTable({ phases }: Summary): Html {
  const columns = [
    'Phase',
    'Kind',
    'Seconds seen',
    'Attempted',
    'Correct',
    'Failed',
    'Refused',
    'Dropped',
    'Response p50, ms',
    'p95, ms',
    'p99, ms',
    'Service p95, ms',
    'Start delay p99, ms',
  ];
  return table('Phases', columns, phases.map(phaseRow), 2);
}

function phaseRow(phase: PhaseSummary): HtmlValue[] {
  const { attempted, correct, failed, refused, dropped } = phase.outcomes;
  const response = ExponentialHistogram.fromEncoded(phase.responseTimeMs);
  const service = ExponentialHistogram.fromEncoded(phase.serviceTimeMs);
  const delay = ExponentialHistogram.fromEncoded(phase.startDelayMs);
  return [
    phase.name,
    phase.kind,
    `${formatNumber(phase.observedSeconds)} of ${formatNumber(phase.expectedSeconds)}`,
    ...[attempted, correct, failed, refused, dropped].map((count) => formatNumber(count)),
    ...[
      response.quantile(0.5),
      response.quantile(0.95),
      response.quantile(0.99),
      service.quantile(0.95),
      delay.quantile(0.99),
    ].map((estimate) => formatMeasure(estimate?.value ?? null, '')),
  ];
}

function failureRows({ phases }: Summary): HtmlValue[][] {
  return phases.flatMap((phase) =>
    Object.entries(phase.failedByReason).map(([reason, count]) => [phase.name, reason, formatNumber(count)]),
  );
}

function familyRows(summary: Summary): HtmlValue[][] {
  return judgedPhases(summary).flatMap((phase) =>
    Object.entries(phase.cacheByFamily).map(([family, { hit, miss, error }]) => [
      phase.name,
      html`<code>${family}</code>`,
      formatNumber(hit),
      formatNumber(miss),
      formatNumber(error),
      formatMeasure(hit + miss + error > 0 ? hit / (hit + miss + error) : null, 'ratio'),
    ]),
  );
}

function processesTable({ processes }: Summary): Html {
  return table(
    'Processes over the judged phases',
    ['Process', 'CPU, cores, mean', 'CPU, cores, most', 'Memory, most'],
    processes.map(({ name, cpuCoresMean, cpuCoresMax, memoryMaxBytes }) => [
      name,
      formatNumber(cpuCoresMean),
      formatNumber(cpuCoresMax),
      formatBytes(memoryMaxBytes),
    ]),
  );
}

function postgresTable(statements: StatementTotal[]): Html {
  const byTotal = [...statements].sort((a, b) => b.totalMs - a.totalMs);
  return table(
    'Statements by pg_stat_statements over the run',
    ['Statement', 'Calls', 'Mean, ms', 'Most, ms', 'Total, ms', 'Rows'],
    byTotal.map(({ statement, calls, meanMs, maxMs, totalMs, rows }) => [
      html`<code class="sql">${statement}</code>`,
      ...[calls, meanMs, maxMs, totalMs, rows].map((value) => formatNumber(value)),
    ]),
  );
}
