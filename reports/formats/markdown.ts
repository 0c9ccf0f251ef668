import {
  formatBound,
  formatBytes,
  formatCount,
  formatInterval,
  formatMeasure,
  formatNumber,
  formatPercent,
} from '../../harness/model/format.ts';
import type { TargetVerdict } from '../../harness/model/verdict.ts';
import { headline } from '../../harness/verdict/headline.ts';
import { formatMoment } from '../moments.ts';
import { againCommand, commitOf, topologyFacts } from '../provenance.ts';
import { formatBucketBound, slowestRoutes, slowestStatements } from '../rankings.ts';
import { type ReportData, titleOf } from '../report-data.ts';
import { STATE_WORDS } from '../states.ts';
import { warningsOf } from '../warnings.ts';
import { codeBlock, escapeMarkdown, list, table } from './markdown-text.ts';

/** GitHub-flavoured Markdown that reads well as plain text too. */
export function renderMarkdown(data: ReportData): string {
  const { run, verdict, summary } = data;
  const blocks = [
    `# ${STATE_WORDS[verdict.status]}: ${escapeMarkdown(titleOf(run))}`,
    escapeMarkdown(headline(verdict, titleOf(run))),
    ...warningsOf(run).map(({ title, text }) => `> **${escapeMarkdown(title)}** ${escapeMarkdown(text)}`),
    list([
      `Measured: ${formatMoment(run.startedAt)}`,
      `Run: ${run.id}`,
      `Machine: ${formatCount(run.provenance.machine.cores, 'core')}, ${run.provenance.machine.cpuModel}, ${formatBytes(run.provenance.machine.memoryBytes)} memory, ${run.provenance.machine.os}`,
      `Commit: ${commitOf(run.provenance)}`,
    ]),
    '## The promises',
    ...promises(verdict.targets),
    '## Can this be believed?',
    ...trust(data),
    '## The slowest routes',
    routesTable(data),
    '## The slowest statements',
    statementsTable(data),
    '## What was run',
    codeBlock(againCommand(run.provenance)),
    ...provenance(data),
  ];
  if (verdict.notes.length > 0) blocks.push('## Notes', list(verdict.notes));
  if (summary.phases.length > 0) blocks.push('## Phases', phasesTable(data));
  return `${blocks.join('\n\n')}\n`;
}

function promises(targets: TargetVerdict[]): string[] {
  if (targets.length === 0) return ['No target was judged.'];
  const rows = targets.map((target) => [
    STATE_WORDS[target.status].toUpperCase(),
    target.statement,
    formatBound(target.operator, target.bound, target.unit),
    formatMeasure(target.actual, target.unit, target.bound),
    formatInterval(target.interval, target.unit, target.bound),
    target.headroom === null ? 'none known' : formatPercent(target.headroom),
  ]);
  return [
    table(['State', 'Promise', 'Bound', 'Measured', 'Interval', 'Headroom'], rows, 2),
    list(
      targets.map(
        ({ id, reason, source, sampleCount }) =>
          `${id}: ${reason} (${source.document}, ${source.section}; ${formatCount(sampleCount, 'sample')})`,
      ),
    ),
  ];
}

function trust({ run, verdict: { generator } }: ReportData): string[] {
  const facts = [
    `Offered ${formatMeasure(generator.offeredRate, 'requests/s')}, attempted ${formatMeasure(generator.attemptedRate, 'requests/s')}, ${formatCount(generator.droppedIterations, 'arrival')} dropped`,
    `Start delay, p99: ${formatMeasure(generator.startDelayP99Ms, 'ms')}`,
    `CPU of the whole machine: ${formatMeasure(generator.cpuUtilization, 'ratio')}`,
  ];
  const checks = run.dataChecks.map(
    ({ name, acknowledged, found, lost, duplicated }) =>
      `Data, ${name}: ${formatNumber(acknowledged)} acknowledged, ${formatNumber(found)} found, ${formatNumber(lost)} lost, ${formatNumber(duplicated)} doubled`,
  );
  return [
    `The instrument is ${generator.status}.`,
    list([...generator.reasons, ...facts, ...(checks.length > 0 ? checks : ['Data: not checked'])]),
  ];
}

function routesTable({ summary }: ReportData): string {
  const rows = slowestRoutes(summary).map(({ route, correct, failed, responseTimeMs: { p50, p95, p99 } }) => [
    route,
    ...[correct, failed, p50, p95, p99].map((value) => formatNumber(value)),
  ]);
  return rows.length === 0
    ? 'Not measured.'
    : table(['Route', 'Correct', 'Failed', 'p50, ms', 'p95, ms', 'p99, ms'], rows);
}

function statementsTable({ summary }: ReportData): string {
  const rows = slowestStatements(summary).map(({ statement, count, meanMs, p50Ms, p95Ms }) => [
    statement,
    formatNumber(count),
    formatNumber(meanMs),
    ...[p50Ms, p95Ms].map((bound) => formatBucketBound(bound, summary.serverHistogramUpperBoundsMs)),
  ]);
  return rows.length === 0
    ? 'Not measured.'
    : table(['Statement', 'Count', 'Mean, ms', 'p50, ms', 'p95, ms'], rows);
}

function phasesTable({ summary }: ReportData): string {
  const rows = summary.phases.map((phase) => [
    phase.name,
    phase.kind,
    `${formatNumber(phase.observedSeconds)} of ${formatNumber(phase.expectedSeconds)}`,
    ...[
      phase.outcomes.attempted,
      phase.outcomes.correct,
      phase.outcomes.failed,
      phase.outcomes.refused,
      phase.outcomes.dropped,
    ].map((count) => formatNumber(count)),
  ]);
  return table(
    ['Phase', 'Kind', 'Seconds seen', 'Attempted', 'Correct', 'Failed', 'Refused', 'Dropped'],
    rows,
    2,
  );
}

function provenance({ run }: ReportData): string[] {
  const { provenance: origin, topology } = run;
  const facts = {
    ...topologyFacts(topology),
    'Random seed': String(origin.randomSeed),
    Dataset: origin.datasetFingerprint ?? 'unknown',
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
  return [list(Object.entries(facts).map(([name, value]) => `${name}: ${value || 'unknown'}`))];
}
