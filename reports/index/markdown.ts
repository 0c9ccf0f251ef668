import {
  formatBound,
  formatBytes,
  formatCores,
  formatDuration,
  formatInterval,
  formatPercent,
} from '../../harness/model/format.ts';
import type {
  ExperimentIndex,
  IndexedExperiment,
  IndexedPlatform,
  IndexedTarget,
  PlatformIndex,
  ReportIndex,
} from '../../harness/model/report-index.ts';
import { promiseNames } from '../../harness/verdict/promise-names.ts';
import { boundInWords } from '../comparison/claim-words.ts';
import { changeOf, titleOf } from '../comparison/words.ts';
import { measured } from '../run/measured.ts';
import { heldInWords, keyFigures } from '../shared/key-figures.ts';
import { codeBlock, escapeMarkdown, list, listed, table } from '../shared/markdown-text.ts';
import { formatMoment } from '../shared/moments.ts';
import { pageAddress } from '../shared/page-address.ts';
import { againCommand, commitOf } from '../shared/provenance.ts';
import { STATE_WORDS } from '../shared/states.ts';
import { endedInWords, warningsOf } from '../shared/warnings.ts';
import { endingOf, indexHeadline, lasted } from './headline.ts';
import { experimentState, platformState, ROW_WORDS, wordFor } from './row-states.ts';

/** GitHub-flavoured Markdown that reads well as plain text too. */
export function renderIndexMarkdown(index: ReportIndex): string {
  const { machine } = index.provenance;
  const ending = endingOf(index);
  const blocks = [
    `# ${wordFor(index)}: ${escapeMarkdown(indexHeadline(index))}`,
    ...(ending === null ? [] : [`> **${ending.title}** ${ending.text}`]),
    list([
      `Started: ${formatMoment(index.startedAt)}`,
      `Took: ${lasted(index) ?? 'not ended'}`,
      `Machine: ${formatCores(machine.cores)}, ${machine.cpuModel}, ${formatBytes(machine.memoryBytes)} memory, ${machine.os}`,
      `Commit: ${commitOf(index.provenance)}`,
    ]),
    ...(index.kind === 'platforms' ? platformBlocks(index) : experimentBlocks(index)),
    '## What was run',
    codeBlock(againCommand(index.provenance)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function platformBlocks({ entries }: PlatformIndex): string[] {
  const rows = entries.map((entry) => [
    ROW_WORDS[platformState(entry)].toUpperCase(),
    entry.title,
    entry.run === null ? 'none' : heldInWords(entry.run.targets),
    entry.run === null ? '' : figuresInWords(entry.run.targets),
    tookInWords(entry),
  ]);
  return [
    '## The platforms',
    table(['State', 'Platform', 'Promises kept', 'Closest to the bounds', 'Took'], rows, 4),
    ...listed(entries.map((entry) => `${entry.title}: ${reportOf(entry, 'report.html')}`)),
    ...entries.flatMap(targetBlocks),
  ];
}

function figuresInWords(targets: readonly IndexedTarget[]): string {
  const names = new Map(promiseNames(targets).map((name, i) => [targets[i], name]));
  const figures = keyFigures(targets).map((target) => {
    const { status, operator, bound, unit } = target;
    const state = status === 'pass' ? '' : `, ${STATE_WORDS[status].toUpperCase()}`;
    return `${names.get(target)!} ${measured(target)} (${formatBound(operator, bound, unit)}${state})`;
  });
  return figures.join('; ');
}

function targetBlocks({ title, run }: IndexedPlatform): string[] {
  if (run === null) return [];
  const rows = run.targets.map((target) => [
    STATE_WORDS[target.status].toUpperCase(),
    `${target.id}: ${target.statement}`,
    formatBound(target.operator, target.bound, target.unit),
    measured(target),
    formatInterval(target.interval, target.unit, target.bound),
    target.headroom === null ? '–' : formatPercent(target.headroom),
  ]);
  return [
    `## ${escapeMarkdown(title)}`,
    escapeMarkdown(run.headline),
    ...warningsOf(run).map((warning) => `> **${warning.title}** ${escapeMarkdown(warning.text)}`),
    rows.length === 0
      ? 'No target was judged.'
      : table(['State', 'Promise', 'Bound', 'Measured', 'Interval', 'Headroom'], rows, 2),
  ];
}

function experimentBlocks({ entries }: ExperimentIndex): string[] {
  const rows = entries.map((entry) => {
    const { experiment, comparison } = entry;
    const differences = (comparison?.differences ?? []).map((each) => {
      const { estimate, interval } = changeOf(each, each.measure);
      return `${estimate} (${interval}) ${titleOf(each.measure)}; ${each.compared}`;
    });
    return [
      ROW_WORDS[experimentState(entry)].toUpperCase(),
      experiment,
      differences.join(' / ') || 'none',
      claimInWords(comparison),
      tookInWords(entry),
    ];
  });
  return [
    '## The experiments',
    table(['State', 'Experiment', 'Difference', 'Claim', 'Took'], rows, 4),
    ...listed(
      entries.flatMap((entry) => [
        `${entry.experiment}: ${entry.question}`,
        ...(entry.comparison === null ? [] : [`${entry.experiment}: ${entry.comparison.answer}`]),
        `${entry.experiment}: ${reportOf(entry, 'comparison.html')}`,
      ]),
    ),
  ];
}

function claimInWords(comparison: IndexedExperiment['comparison']): string {
  if (!comparison?.claim) return 'none';
  const { claim } = comparison.claim;
  return `${claim.statement} (${boundInWords(claim, comparison.differences[0]?.measure.unit ?? '')})`;
}

type Entry = IndexedPlatform | IndexedExperiment;

function tookInWords({ durationMs }: Entry): string {
  return durationMs === null ? '' : formatDuration(durationMs);
}

/** Where the report is, or why there is none. */
function reportOf({ folder, error }: Entry, page: 'report.html' | 'comparison.html'): string {
  return pageAddress(folder, page) ?? (error === null ? 'not measured' : endedInWords(error));
}
