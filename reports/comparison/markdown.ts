import { type ComparedArm, type Difference, isReal, type Measure } from '../../harness/model/comparison.ts';
import { formatLoad } from '../../harness/model/experiment-load.ts';
import {
  formatBytes,
  formatCores,
  formatCount,
  formatMeasure,
  formatNumber,
} from '../../harness/model/format.ts';
import { evidenceInWords } from '../shared/blame.ts';
import { codeBlock, escapeMarkdown, list, listed, table } from '../shared/markdown-text.ts';
import { formatMoment } from '../shared/moments.ts';
import { againCommand, commitOf } from '../shared/provenance.ts';
import { endedInWords } from '../shared/warnings.ts';
import { partTable } from './charts/by-part.ts';
import { claimColumns, claimRows } from './claim-rows.ts';
import { claimFigures, comparedInWords } from './claim-words.ts';
import {
  baselineOf,
  type ComparisonData,
  cellWord,
  differenceToBaseline,
  labelOf,
  measureNamed,
  medianRange,
  reasonsAgainst,
  repetitionCounts,
} from './comparison-data.ts';
import { LEVEL_COLUMNS, LEVEL_TEXT_COLUMNS, levelRows } from './levels.ts';
import { percentileRows, QUANTILES } from './percentiles.ts';
import { orderByBlock, repetitionRows } from './repetition-rows.ts';
import {
  CELL_WORDS,
  CLAIM_WORDS,
  changeOf,
  DESIGN_WORDS,
  formatConfidence,
  formatFigure,
  formatLevel,
  formatP,
  nameWithUnit,
  OUTCOME_WORDS,
  outcomeOf,
  PROOF_WORDS,
  STATE_REMARKS,
  titleOf,
} from './words.ts';

type Comparison = ComparisonData['comparison'];

/** GitHub-flavoured Markdown that reads well as plain text too. */
export function renderComparisonMarkdown(data: ComparisonData): string {
  const { comparison } = data;
  const { experiment, claim, arms } = comparison;
  const remark = STATE_REMARKS[comparison.state];
  const ending = comparison.endedBy ? ` ${escapeMarkdown(endedInWords(comparison.endedBy))}` : '';
  const invalid = arms.filter(({ isValid }) => !isValid);
  const blocks = [
    `# ${OUTCOME_WORDS[outcomeOf(comparison)]}: ${escapeMarkdown(experiment.name)}`,
    `**${escapeMarkdown(experiment.question)}**`,
    escapeMarkdown(comparison.answer),
    ...invalid.map(
      (arm) =>
        `> **${escapeMarkdown(`The arm '${arm.label}' is invalid.`)}** ${escapeMarkdown(reasonsAgainst(arm).join('; '))} It is excluded from all comparisons.`,
    ),
    ...(remark === null ? [] : [`> ${remark}${ending}`]),
    facts(data),
    ...(claim === null ? [] : ['## The claim', claimBlock(comparison, claim)]),
    '## The arms, measure by measure',
    ...armsBlocks(comparison),
    ...listed(comparison.notes),
    ...levelsBlocks(comparison),
    '## Response times',
    percentilesBlock(data),
    '## What it costs, and where the time goes',
    ...costBlocks(data),
    '## All differences',
    differencesBlock(comparison),
    '## Did each factor take effect?',
    proofsBlock(arms),
    '## Every run',
    runsBlock(data),
    '## What was run',
    ...runBlocks(data),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function facts({ comparison, run }: ComparisonData): string {
  const { load, design, repetitions } = comparison.experiment;
  const counts = repetitionCounts(comparison);
  return list([
    `Measured: ${formatMoment(comparison.startedAt)}`,
    `Repetitions: ${formatNumber(counts.valid)} of ${formatNumber(counts.all)} used (${formatCount(comparison.arms.length, 'arm')}, ${formatNumber(repetitions)} planned for each)`,
    `Load: ${formatLoad(load)}, ${formatCount(load.steadySec, 'second')} steady, on a data set of ${formatNumber(load.datasetSize)}`,
    `Design: ${DESIGN_WORDS[design]}`,
    `Confidence: ${formatConfidence(comparison.confidence)}, over all comparisons together`,
    `Experiment: ${comparison.id}, random seed ${comparison.randomSeed}`,
    ...(run === undefined
      ? []
      : [
          `Machine: ${formatCores(run.provenance.machine.cores)}, ${run.provenance.machine.cpuModel}, ${formatBytes(run.provenance.machine.memoryBytes)} memory, ${run.provenance.machine.os}`,
          `Commit: ${commitOf(run.provenance)}`,
        ]),
  ]);
}

function claimBlock(comparison: Comparison, judged: NonNullable<Comparison['claim']>): string {
  const { claim, status, sentence } = judged;
  const { document, section } = claim.source;
  const figures = claimFigures(comparison, judged);
  const { factNames, rows } = claimRows(comparison, judged);
  const lines = list([
    `Claimed: ${figures === null ? 'a table' : figures.claimed} (${document}, ${section}, ${claim.id})`,
    ...(figures === null
      ? []
      : [
          `Measured: ${figures.measured}${figures.interval === null ? '' : `, interval ${figures.interval}`}`,
        ]),
    `Compared: ${titleOf(measureNamed(comparison, claim.measure))}, ${comparedInWords(comparison, claim)}`,
  ]);
  const ofRows = rows.map((row) => [
    CLAIM_WORDS[row.status],
    row.name,
    row.claimed,
    row.measured,
    ...row.facts,
    row.sentence,
  ]);
  return [
    `**${CLAIM_WORDS[status].toUpperCase()}**: ${escapeMarkdown(claim.statement)}`,
    escapeMarkdown(sentence),
    lines,
    ...(rows.length === 0 ? [] : [table(['', ...claimColumns(factNames)], ofRows, 5 + factNames.length)]),
  ].join('\n\n');
}

function armsBlocks(comparison: Comparison): string[] {
  const { arms, measures } = comparison;
  const baseline = baselineOf(comparison);
  if (arms.length === 0 || measures.length === 0) return ['Nothing was compared.'];
  const heads = arms.map(({ label, isBaseline }) => `${label}${isBaseline ? ' (baseline)' : ''}`);
  const rows = measures.map((measure) => [
    nameWithUnit(measure),
    ...arms.map((arm) => cellOf(comparison, arm, measure)),
  ]);
  return [
    escapeMarkdown(
      `Medians of the repetitions used${baseline === undefined ? '' : `, and how each arm differs from ${baseline.label}`}. Capitals: more than chance can explain.`,
    ),
    table(['Measure', ...heads], rows),
  ];
}

function cellOf(comparison: Comparison, arm: ComparedArm, measure: Measure): string {
  const difference = differenceToBaseline(comparison, arm, measure);
  const word = cellWord(arm, difference);
  if (word === 'invalid') return 'INVALID';
  const median = formatFigure(arm.medians[measure.name] ?? null, measure, medianRange(arm, measure));
  if (arm.isBaseline) return median;
  const written = isReal({ word }) ? CELL_WORDS[word].toUpperCase() : CELL_WORDS[word];
  if (difference === null || word === 'too-little-data') return `${median}; ${written}`;
  const { estimate, interval } = changeOf(difference, measure);
  return `${median}; ${written} ${estimate} (${interval})`;
}

function levelsBlocks(comparison: Comparison): string[] {
  const rows = levelRows(comparison).map(({ arm, cells }) => [labelOf(comparison, arm), ...cells]);
  return rows.length === 0 ? [] : ['Level by level:', table(LEVEL_COLUMNS, rows, LEVEL_TEXT_COLUMNS)];
}

function percentilesBlock(data: ComparisonData): string {
  const rows = percentileRows(data).map(({ drawn, count, cells }) => [
    drawn.arm.label,
    count,
    ...cells.map(
      ({ value, spread }) => `${formatMeasure(value, 'ms')}${spread === null ? '' : ` ${spread}`}`,
    ),
  ]);
  return rows.length === 0
    ? 'Not measured.'
    : table(['Arm', 'Responses', ...QUANTILES.map(({ name }) => name), 'longest'], rows);
}

function costBlocks(data: ComparisonData): string[] {
  return (['cpu', 'time'] as const).flatMap((kind) => {
    const { columns, rows } = partTable(data, kind);
    const title =
      kind === 'cpu'
        ? 'CPU seconds for 1,000 correct requests, without the load generator'
        : 'Parts of the mean response time, ms';
    return [
      `${title}${rows.length === 0 ? ': not measured.' : ':'}`,
      ...(rows.length === 0 ? [] : [table(columns, rows)]),
    ];
  });
}

function differencesBlock(comparison: Comparison): string {
  const rows = comparison.differences.map((difference: Difference) => {
    const measure = measureNamed(comparison, difference.measure);
    const { estimate, interval } = changeOf(difference, measure);
    const word = CELL_WORDS[difference.word];
    return [
      isReal(difference) ? word.toUpperCase() : word,
      titleOf(measure),
      labelOf(comparison, difference.arm),
      labelOf(comparison, difference.against),
      difference.sentence,
      estimate,
      interval,
      formatNumber(difference.pairs),
      formatP(difference.pValue),
      formatP(difference.adjustedPValue),
      formatP(difference.rankPValue),
    ];
  });
  const columns = [
    'Word',
    'Measure',
    'Arm',
    'Against',
    'Sentence',
    'Estimate',
    'Interval',
    'Pairs',
    'p',
    'Adjusted p',
    'Rank p',
  ];
  return rows.length === 0 ? 'Nothing was compared.' : table(columns, rows, 5);
}

function proofsBlock(arms: readonly ComparedArm[]): string {
  const lines = arms.flatMap(({ label, proofs, levels }) =>
    proofs.map(({ factor, status, reason, evidence }) => {
      const level = levels[factor];
      const word = status === 'proved' ? PROOF_WORDS[status] : PROOF_WORDS[status].toUpperCase();
      return `${label}: ${word}: ${factor}${level === undefined ? '' : ` ${formatLevel(level)}`}. ${reason}${evidence.length === 0 ? '' : ` (${evidenceInWords(evidence)})`}`;
    }),
  );
  return lines.length === 0 ? 'No factor to prove.' : list(lines);
}

function runsBlock(data: ComparisonData): string {
  const { measures } = data.comparison;
  const rows = repetitionRows(data).map(({ drawn, block, folder, counts, reasons, values, ranges }) => [
    formatNumber(block + 1),
    drawn.arm.label,
    counts ? 'yes' : `NO: ${reasons.join(' ')}`,
    folder ?? 'none',
    ...measures.map((measure) =>
      values[measure.name] === undefined
        ? ''
        : formatFigure(values[measure.name]!, measure, ranges[measure.name]),
    ),
  ]);
  return rows.length === 0
    ? 'No repetition was run.'
    : table(['Block', 'Arm', 'Used', 'Folder', ...measures.map(nameWithUnit)], rows, 4);
}

function runBlocks(data: ComparisonData): string[] {
  const { comparison, run } = data;
  const order = orderByBlock(data).map((names, i) => `Block ${i + 1}: ${names.join(' → ')}`);
  return [
    ...listed(order),
    ...(run === undefined ? [] : [codeBlock(againCommand(run.provenance))]),
    codeBlock(JSON.stringify(comparison.experiment, null, 2), 'json'),
  ];
}
