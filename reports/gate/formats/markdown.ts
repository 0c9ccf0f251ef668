import { formatBytes, formatCores, formatCount, formatDuration } from '../../../harness/model/format.ts';
import type { Gate, GateCheck } from '../../../harness/model/gate.ts';
import { cleanLine } from '../../shared/clean-text.ts';
import { escapeMarkdown } from '../../shared/markdown-text.ts';
import { commitOf } from '../../shared/provenance.ts';
import { figureInWords, GATE_SIGNS, GATE_WORDS, mostSeriousFirst } from '../words.ts';

/** A comment on GitHub may have 65,536 characters. */
const MOST_CHECKS = 40;
const LONGEST_NAME = 100;
const LONGEST_REASON = 400;

/** GitHub-flavoured Markdown for a comment or a step summary: lists instead of tables, so that it fits a phone. */
export function gateMarkdown(gate: Gate): string {
  const checks = mostSeriousFirst(gate.checks);
  const [passed, others] = [
    checks.filter(({ status }) => status === 'pass'),
    checks.filter(({ status }) => status !== 'pass'),
  ];
  const blocks = [
    `### ${GATE_SIGNS[gate.status]} ${text(gate.headline, LONGEST_REASON)}`,
    ...list(others.slice(0, MOST_CHECKS).map(withReason), others.length - MOST_CHECKS),
    ...list(passed.slice(0, MOST_CHECKS).map(withFigure), passed.length - MOST_CHECKS),
    details(gate),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function withReason(check: GateCheck): string {
  return `${named(check)}: ${text(check.reason, LONGEST_REASON)}`;
}

function withFigure(check: GateCheck): string {
  return `${named(check)}: ${text(figureInWords(check), LONGEST_REASON)}`;
}

function named({ id, status, statement }: GateCheck): string {
  return `${GATE_SIGNS[status]} ${GATE_WORDS[status]} · **${text(id, LONGEST_NAME)}** (${text(statement, LONGEST_NAME)})`;
}

function list(items: readonly string[], left: number): string[] {
  if (items.length === 0) return [];
  const more = left > 0 ? [`… and ${formatCount(left, 'more check')}: see gate.json`] : [];
  return [[...items, ...more].map((item) => `- ${item}`).join('\n')];
}

function details({ kind, title, durationMs, provenance, runFolders, notes }: Gate): string {
  const { machine } = provenance;
  const facts = [
    `${KINDS[kind]}: ${cleanLine(title, LONGEST_NAME)}, ${formatCount(runFolders.length, 'run')} in ${formatDuration(durationMs)}`,
    `Machine: ${formatCores(machine.cores)}, ${machine.cpuModel}, ${formatBytes(machine.memoryBytes)} memory`,
    `Commit: ${commitOf(provenance)}`,
    ...notes,
  ];
  const lines = facts.map((fact) => `- ${text(fact, LONGEST_REASON)}`).join('\n');
  return `<details><summary>How this was measured</summary>\n\n${lines}\n\n</details>`;
}

const KINDS: Record<Gate['kind'], string> = {
  budget: 'Budget',
  'base-head': 'Base against head',
  baseline: 'Against earlier runs',
};

function text(value: string, longest: number): string {
  return escapeMarkdown(cleanLine(value, longest));
}
