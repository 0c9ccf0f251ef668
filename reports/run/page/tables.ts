import {
  formatBytes,
  formatCount,
  formatMeasure,
  formatMs,
  formatNumber,
} from '../../../harness/model/format.ts';
import type { Run } from '../../../harness/model/run.ts';
import type { SessionsEnded } from '../../../harness/model/sessions-ended.ts';
import type { Summary } from '../../../harness/model/summary.ts';
import { judgedPhases } from '../../shared/charts/findings.ts';
import { type Html, type HtmlValue, html, NOTHING } from '../../shared/page/html.ts';
import { details, remarks, table } from '../../shared/page/table.ts';
import { PHASE_COLUMNS, phaseRow, underivable, underivableWhenJudged } from '../../shared/request-times.ts';
import { leavesOutUnseen } from '../left-out.ts';
import { formatBucketBound, slowestStatements } from '../rankings.ts';
import type { ReportData } from '../report-data.ts';
import { requestTable } from '../request-table.ts';
import { postgresStatements } from './statements.ts';

/** Every request, and the slowest statements. */
export function slowestSection(data: ReportData): Html {
  const { run, summary } = data;
  const statements = slowestStatements(summary);
  const leavesOut = leavesOutUnseen(run);
  return html`<section id="slowest">
<h2>What is slow</h2>
<h3>Every request</h3>
${requests(data)}
${leavesOut && statements.length === 0 ? NOTHING : serverStatements(summary)}
${leavesOut && run.statements.length === 0 ? NOTHING : postgresStatements(run, summary)}
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
        ['Statement', 'p95, ms', 'p50, ms', 'Mean, ms', 'Count'],
        statements.map(({ statement, count, meanMs, p50Ms, p95Ms }) => [
          html`<code>${statement}</code>`,
          ...[p95Ms, p50Ms].map((bound) => formatBucketBound(bound, summary.serverHistogramUpperBoundsMs)),
          formatMs(meanMs),
          formatNumber(count),
        ]),
      )
}`;
}

function requests(data: ReportData): Html {
  const { heads, rows, orderedBy } = requestTable(data);
  if (rows.length === 0) return html`<p class="empty">Not measured.</p>`;
  return html`<p class="about">By ${orderedBy} of response time over the judged phases. As in the promises, a request that failed is endlessly late. Service time excludes the start delay.</p>
${table(
  'Every request',
  ['Request', ...heads],
  rows.map(({ route, cells }) => [html`<code>${route}</code>`, ...cells]),
)}${remarks(underivableWhenJudged(data.summary))}`;
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
${counted('Sessions', sessionRows(run).length, sessionsTable(run, summary.sessionsEnded))}
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
      { text: formatBytes(memoryMaxBytes), by: memoryMaxBytes },
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

function sessionsTable(run: Run, ended: SessionsEnded | null): Html {
  return html`${table('Sessions', ['Load', 'Users', 'Session used for at most, s'], sessionRows(run))}${remarks(
    [
      'Users log in before their load begins and stay logged in until it ends, so their sessions are used from their first request in the ramp-up to the end of the load.',
      ...(ended === null ? [] : [durationOf(ended)]),
    ],
  )}`;
}

function durationOf({ count, lastedMs }: SessionsEnded): string {
  if (count === 0) return 'No session ended with a log-out during the run.';
  const mean = formatMeasure(lastedMs / count / 1000, 's');
  return `${formatCount(count, 'session')} ended with a log-out during the run. From log-in to log-out they lasted ${mean} on average.`;
}
