import type { Calibration, Ceiling } from '../../harness/model/calibration.ts';
import {
  formatBytes,
  formatCores,
  formatDuration,
  formatMeasure,
  formatNumber,
} from '../../harness/model/format.ts';
import { codeBlock, escapeMarkdown, list, table } from '../shared/markdown-text.ts';
import { formatMoment } from '../shared/moments.ts';
import { againCommand, commitOf } from '../shared/provenance.ts';
import { endedInWords } from '../shared/warnings.ts';
import { formatSpread } from './limits-section.ts';
import {
  CALIBRATION_STATES,
  FIGURE_STATES,
  figureName,
  formatAllowed,
  formatDeviation,
  formatValue,
  INSTRUMENT_WORDS,
  RESULT_WORDS,
} from './words.ts';

/** GitHub-flavoured Markdown that reads well as plain text too. */
export function renderCalibrationMarkdown(calibration: Calibration): string {
  const { status, headline, state, endedBy, provenance, problems, trust, ceiling } = calibration;
  const blocks = [
    `# ${RESULT_WORDS[status]}: calibration`,
    escapeMarkdown(headline),
    ...(state === 'complete'
      ? []
      : [
          `> **${CALIBRATION_STATES[state]}** The results end there.${endedBy ? ` ${escapeMarkdown(endedInWords(endedBy))}` : ''}`,
        ]),
    list([
      `Measured: ${formatMoment(calibration.startedAt)}, in ${formatDuration(calibration.durationMs)} (${calibration.mode})`,
      `Calibration: ${calibration.id}`,
      `Machine: ${formatCores(provenance.machine.cores)}, ${provenance.machine.cpuModel}, ${formatBytes(provenance.machine.memoryBytes)} memory, ${provenance.machine.os}`,
      `Commit: ${commitOf(provenance)}`,
    ]),
    ...(problems.length > 0 ? ['## What could not be measured', list(problems)] : []),
    '## What this machine can be trusted to measure',
    list(trust.statements),
    '## Known against reported',
    figuresTable(calibration),
    "## The generator's ceiling",
    ceiling === null ? 'Not measured.' : ceilingText(ceiling),
    '## What our telemetry costs',
    costsTable(calibration),
    '## What was run',
    codeBlock(againCommand(provenance)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function figuresTable({ behaviours }: Calibration): string {
  const rows = behaviours.flatMap(({ name, loads }) =>
    loads.flatMap(({ instrument, figures }) =>
      figures.map((figure) => [
        name,
        INSTRUMENT_WORDS[instrument],
        figureName(figure),
        FIGURE_STATES[figure.status].word.toUpperCase(),
        formatValue(figure.known, figure.unit),
        formatValue(figure.served, figure.unit),
        formatValue(figure.reported, figure.unit),
        formatDeviation(figure),
        formatAllowed(figure),
      ]),
    ),
  );
  const columns = [
    'Behaviour',
    'Instrument',
    'Figure',
    'Result',
    'Known',
    "Server's clock",
    'Reported',
    'Deviation',
    'Allowed',
  ];
  return rows.length === 0 ? 'Nothing was measured.' : table(columns, rows, 4);
}

function ceilingText({
  heldPerSec,
  punctualPerSec,
  k6ClosedPerSec,
  autocannonPerSec,
  steps,
}: Ceiling): string {
  const rate = (perSec: number | null) =>
    perSec === null ? 'none' : formatMeasure(Math.round(perSec), 'requests/s');
  const facts = list([
    `Open arrivals held: ${rate(heldPerSec)}; punctually (start delay p99 of 3 ms or less): ${rate(punctualPerSec)}`,
    `Closed loops: k6 with our measuring ${rate(k6ClosedPerSec)}, autocannon ${rate(autocannonPerSec)}`,
  ]);
  if (steps.length === 0) return facts;
  const rows = steps.map((step) => [
    step.held === null ? 'UNKNOWN' : step.held ? 'HELD' : 'NOT HELD',
    formatNumber(step.ratePerSec),
    step.attemptedPerSec === null ? 'none' : formatNumber(Math.round(step.attemptedPerSec)),
    formatNumber(step.droppedArrivals),
    formatMeasure(step.startDelayP99Ms, 'ms'),
    formatMeasure(step.responseTimeP99Ms, 'ms'),
  ]);
  const columns = ['Step', 'Arrivals/s', 'Attempted/s', 'Dropped', 'Start delay p99', 'Response p99'];
  return `${facts}\n\n${table(columns, rows)}`;
}

function costsTable({ costs }: Calibration): string {
  const rows = costs.map((cost) => [
    `${cost.load}, ${cost.description}`,
    formatSpread(cost.cpuSecPer1000On),
    formatSpread(cost.cpuSecPer1000Off),
    formatSpread(cost.throughputRatio),
  ]);
  return rows.length === 0
    ? 'Not measured.'
    : table(['Load', 'CPU s per 1,000 requests, with', 'without', 'Throughput, with / without'], rows);
}
