import {
  formatBound,
  formatBytes,
  formatCores,
  formatCount,
  formatInterval,
  formatMeasure,
  formatMs,
  formatNumber,
  formatPercent,
} from '../../../harness/model/format.ts';
import { type StatementTotal, titleOf } from '../../../harness/model/run.ts';
import type { TargetVerdict } from '../../../harness/model/verdict.ts';
import { headline } from '../../../harness/verdict/headline.ts';
import { quoted } from '../../../harness/verdict/reason.ts';
import { firstSuspect } from '../../shared/blame.ts';
import { codeBlock, escapeMarkdown, list, listed, table } from '../../shared/markdown-text.ts';
import { formatMoment } from '../../shared/moments.ts';
import { commonSource, ownSource } from '../../shared/promise-source.ts';
import { againCommand, commitOf, topologyFacts } from '../../shared/provenance.ts';
import { PHASE_COLUMNS, phaseRow, underivable, underivableWhenJudged } from '../../shared/request-times.ts';
import { STATE_WORDS } from '../../shared/states.ts';
import { warningsOf } from '../../shared/warnings.ts';
import { leavesOutUnseen } from '../left-out.ts';
import { measured, survivedInWords } from '../measured.ts';
import {
  formatBucketBound,
  meanOfAllStatements,
  slowestStatements,
  slowOnAverage,
  statementsByTotal,
} from '../rankings.ts';
import type { ReportData } from '../report-data.ts';
import { requestTable } from '../request-table.ts';
import { trustSentence, violations } from '../trust.ts';
import { blameBlocks, suspectInWords } from './markdown-blame.ts';
import { trustBlocks } from './markdown-trust.ts';

/** GitHub-flavoured Markdown that reads well as plain text too. */
export function renderMarkdown(data: ReportData): string {
  const { run, verdict, summary } = data;
  const blocks = [
    `# ${STATE_WORDS[verdict.status]}: ${escapeMarkdown(titleOf(run))}`,
    escapeMarkdown(headline(verdict, run)),
    `**${escapeMarkdown(trustSentence(verdict))}**${lede(data)}`,
    ...warningsOf(run).map(({ title, text }) => `> **${escapeMarkdown(title)}** ${escapeMarkdown(text)}`),
    list([
      `Measured: ${formatMoment(run.startedAt)}`,
      `Run: ${run.id}`,
      `Machine: ${formatCores(run.provenance.machine.cores)}, ${run.provenance.machine.cpuModel}, ${formatBytes(run.provenance.machine.memoryBytes)} memory, ${run.provenance.machine.os}`,
      `Commit: ${commitOf(run.provenance)}`,
    ]),
    '## The promises',
    ...sourceOf(verdict.targets),
    ...promises(verdict.targets),
    '## Can this be trusted?',
    ...trustBlocks(data),
    '## Where time goes',
    ...blameBlocks(data),
    '## Every request',
    ...requests(data),
    ...listed(underivableWhenJudged(summary)),
    ...statementBlocks(data),
    '## What was run',
    codeBlock(againCommand(run.provenance)),
    ...provenance(data),
  ];
  if (verdict.notes.length > 0) blocks.push('## Notes', list(verdict.notes));
  if (summary.phases.length > 0)
    blocks.push('## Phases', phasesTable(data), ...listed(underivable(summary.phases)));
  return `${blocks.join('\n\n')}\n`;
}

/** What spoiled the measurement, or the first suspect of the first target that failed. */
function lede({ verdict }: ReportData): string {
  if (verdict.status === 'invalid') {
    const [reason] = violations(verdict);
    return reason === undefined ? '' : ` ${escapeMarkdown(reason)}`;
  }
  const suspect = verdict.status === 'fail' ? firstSuspect(verdict) : null;
  return suspect === null ? '' : ` ${escapeMarkdown(suspect.sentence)}`;
}

/** Where all of them are promised, if they have that in common. */
function sourceOf(targets: TargetVerdict[]): string[] {
  const source = commonSource(targets);
  if (source === null) return [];
  const words = [source.document, source.section].filter((part) => part !== null).join(', ');
  return [`Promised in ${escapeMarkdown(words)}.`];
}

function promises(targets: TargetVerdict[]): string[] {
  if (targets.length === 0) return ['No target was judged.'];
  const source = commonSource(targets);
  const rows = targets.map((target) => [
    STATE_WORDS[target.status].toUpperCase(),
    target.statement,
    formatBound(target.operator, target.bound, target.unit),
    measured(target),
    formatInterval(target.interval, target.unit, target.bound),
    target.headroom === null ? '–' : formatPercent(target.headroom),
  ]);
  return [
    table(['State', 'Promise', 'Bound', 'Measured', 'Interval', 'Headroom'], rows, 2),
    list(
      targets.flatMap((target) => {
        const { id, reason, sampleCount, suspect, phases = [] } = target;
        const about = [
          ownSource(target, source),
          phases.length === 0 ? null : `judged in ${quoted(phases)}`,
          formatCount(sampleCount, 'sample'),
        ].filter((part) => part !== null);
        return [
          `${id}: ${reason} (${about.join('; ')})`,
          ...survivedInWords(target).map((sentence) => `${id}: ${sentence}`),
          ...(suspect === null ? [] : [`${id}: ${suspectInWords(suspect)}`]),
        ];
      }),
    ),
  ];
}

function requests(data: ReportData): string[] {
  const { heads, rows, orderedBy } = requestTable(data);
  if (rows.length === 0) return ['Not measured.'];
  return [
    `By ${orderedBy} of response time over the judged phases. A request that failed is endlessly late, as in the promises.`,
    table(
      ['Request', ...heads],
      rows.map(({ route, cells }) => [route, ...cells.map(({ text }) => text)]),
    ),
  ];
}

function statementsTable({ summary }: ReportData): string {
  const rows = slowestStatements(summary).map(({ statement, count, meanMs, p50Ms, p95Ms }) => [
    statement,
    formatNumber(count),
    formatMs(meanMs),
    ...[p50Ms, p95Ms].map((bound) => formatBucketBound(bound, summary.serverHistogramUpperBoundsMs)),
  ]);
  return rows.length === 0
    ? 'Not measured.'
    : table(['Statement', 'Count', 'Mean, ms', 'p50, ms', 'p95, ms'], rows);
}

function postgresStatements({ run, summary }: ReportData): string[] {
  const most = statementsByTotal(run);
  const slow = slowOnAverage(run);
  const mean = meanOfAllStatements(summary);
  if (most.length === 0) return ['Not measured.'];
  const all = [totalsTable(most), ...(mean === null ? [] : [escapeMarkdown(mean)])];
  if (slow === null) return all;
  const longer = `longer than ${formatMeasure(run.slowStatementMs!, 'ms')} on average`;
  return [
    ...all,
    ...(slow.length === 0 ? [`No statement takes ${longer}.`] : [`These take ${longer}:`, totalsTable(slow)]),
  ];
}

function statementBlocks(data: ReportData): string[] {
  const { run, summary } = data;
  const leavesOut = leavesOutUnseen(run);
  const inServers = leavesOut && slowestStatements(summary).length === 0;
  const inDatabase = leavesOut && statementsByTotal(run).length === 0;
  return [
    ...(inServers ? [] : ['## The slowest statements', statementsTable(data)]),
    ...(inDatabase
      ? []
      : ['## The statements with the most time in PostgreSQL', ...postgresStatements(data)]),
  ];
}

function totalsTable(statements: readonly StatementTotal[]): string {
  const rows = statements.map(({ statement, ...total }) => [
    statement,
    formatNumber(total.calls),
    ...[total.meanMs, total.maxMs, total.totalMs].map((ms) => formatMs(ms)),
    formatNumber(total.rows),
  ]);
  return table(['Statement', 'Calls', 'Mean, ms', 'Max, ms', 'Total, ms', 'Rows'], rows);
}

function phasesTable({ summary }: ReportData): string {
  return table(PHASE_COLUMNS, summary.phases.map(phaseRow), 2);
}

function provenance({ run }: ReportData): string[] {
  const { provenance: origin, topology } = run;
  const facts: Record<string, string> = {
    ...topologyFacts(topology),
    'Random seed': String(origin.randomSeed),
    Dataset: origin.datasetFingerprint ?? '',
    Rows: Object.entries(origin.datasetRows)
      .map(([name, rows]) => `${name} ${formatNumber(rows)}`)
      .join(', '),
    Versions: Object.entries(origin.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    Settings: Object.entries(origin.serverSettings)
      .map(([name, value]) => `${name} = ${value}`)
      .join(', '),
  };
  const known = Object.entries(facts).filter(([, value]) => value !== '' || !leavesOutUnseen(run));
  return [list(known.map(([name, value]) => `${name}: ${value || 'unknown'}`))];
}
