import { formatBytes, formatMeasure, formatNumber } from '../../../harness/model/format.ts';
import type { Run } from '../../../harness/model/run.ts';
import type { Summary } from '../../../harness/model/summary.ts';
import { judgedPhases } from '../../shared/charts/findings.ts';
import { type Html, type HtmlValue, html, NOTHING } from '../../shared/page/html.ts';
import { details, remarks, table } from '../../shared/page/table.ts';
import {
  PHASE_COLUMNS,
  phaseRow,
  TIME_COLUMNS,
  timesOfRoute,
  underivable,
  underivableWhenJudged,
} from '../../shared/request-times.ts';
import { leavesOutUnseen } from '../left-out.ts';
import { formatBucketBound, slowestRoutes, slowestStatements } from '../rankings.ts';
import type { ReportData } from '../report-data.ts';
import { postgresStatements } from './statements.ts';

/** The slowest routes and statements. */
export function slowestSection({ run, summary }: ReportData): Html {
  const routes = slowestRoutes(summary);
  const statements = slowestStatements(summary);
  const leavesOut = leavesOutUnseen(run);
  return html`<section id="slowest">
<h2>The slowest</h2>
<h3>Routes</h3>
<p class="about">By p95 of response time over the judged phases. Service time excludes the start delay.</p>
${
  routes.length === 0
    ? html`<p class="empty">Not measured.</p>`
    : html`${table(
        'Slowest routes',
        ['Route', 'Correct', 'Failed', ...TIME_COLUMNS],
        routes.map((route) => [
          html`<code>${route.route}</code>`,
          formatNumber(route.correct),
          formatNumber(route.failed),
          ...timesOfRoute(route),
        ]),
      )}${remarks(underivableWhenJudged(summary))}`
}
${leavesOut && statements.length === 0 ? NOTHING : serverStatements(summary)}
${leavesOut && run.statements.length === 0 ? NOTHING : postgresStatements(run)}
</section>`;
}

function serverStatements(summary: Summary): Html {
  const statements = slowestStatements(summary);
  return html`<h3>Statements in the servers</h3>
<p class="about">By p95 of execution time over the judged phases. Percentiles are upper bounds of histogram buckets.</p>
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
}`;
}

/** The numbers behind the charts. */
export function depthSection({ run, summary }: ReportData): Html {
  const counted = (title: string, count: number, content: Html) =>
    count === 0 && leavesOutUnseen(run) ? NOTHING : countedDetails(title, count, content);
  return html`<section id="depth">
<h2>In depth</h2>
${counted('Phases', summary.phases.length, phasesTable(summary))}
${counted('Why requests failed', failureRows(summary).length, table('Failed requests', ['Phase', 'Reason', 'Requests'], failureRows(summary), 2))}
${counted('Cache families', familyRows(summary).length, table('Cache families', ['Phase', 'Key family', 'Hits', 'Misses', 'Errors', 'Hit ratio'], familyRows(summary), 2))}
${counted('Processes', summary.processes.length, processesTable(summary))}
${counted('Sessions', sessionRows(run).length, sessionsTable(run))}
</section>`;
}

function countedDetails(title: string, count: number, content: Html): Html {
  return count === 0
    ? html`<p class="empty">${title}: nothing recorded.</p>`
    : details(title, formatNumber(count), content);
}

function phasesTable({ phases }: Summary): Html {
  return html`${table('Phases', PHASE_COLUMNS, phases.map(phaseRow), 2)}${remarks(underivable(phases))}`;
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
    ['Process', 'CPU, cores, mean', 'CPU, cores, max', 'Memory, max'],
    processes.map(({ name, cpuCoresMean, cpuCoresMax, memoryMaxBytes }) => [
      name,
      formatNumber(cpuCoresMean),
      formatNumber(cpuCoresMax),
      formatBytes(memoryMaxBytes),
    ]),
  );
}

/** Users of a closed load are there, with a session, from its ramp-up to its end. */
function sessionRows({ profile, phases }: Run): HtmlValue[][] {
  return profile.loads.flatMap(({ name, load }) => {
    const own = phases.filter((phase) => phase.load === name);
    if (load.model !== 'closed' || own.length === 0) return [];
    const lastedMs = own.at(-1)!.endMs - own[0]!.startMs;
    return [[name, formatNumber(load.users), formatNumber(lastedMs / 1000)]];
  });
}

function sessionsTable(run: Run): Html {
  return html`${table('Sessions', ['Load', 'Users', 'Session used for at most, s'], sessionRows(run))}${remarks(
    [
      'Users log in before their load begins and stay logged in until it ends, so their sessions are used from their first request in the ramp-up to the end of the load.',
    ],
  )}`;
}
