import { relative } from 'node:path';
import { claimRows } from '../../reports/comparison/claim-rows.ts';
import { claimFigures } from '../../reports/comparison/claim-words.ts';
import {
  baselineOf,
  type CellWord,
  cellWord,
  differenceToBaseline,
  medianRange,
  reasonsAgainst,
} from '../../reports/comparison/comparison-data.ts';
import {
  CELL_WORDS,
  CLAIM_WORDS,
  changeOf,
  formatFigure,
  nameWithUnit,
  outcomeOf,
  STATE_REMARKS,
} from '../../reports/comparison/words.ts';
import type { JudgedExperiment } from '../batch/entries.ts';
import type { ComparedArm, Comparison, Measure } from '../model/comparison.ts';
import type { EndedBy } from '../model/ended-by.ts';
import type { Outcome } from '../model/report-index.ts';
import { printable } from '../program/printable.mjs';
import { printJson } from './print-json.ts';
import type { Shell } from './shell.ts';
import { type Mark, painter, type SummaryStyle, styleOf } from './style.ts';
import { whatToDo } from './verdict-summary.ts';
import { wrap } from './wrap.ts';

type Look = Mark['colour'] | null;

/** The sign alone has the full meaning; colour repeats it. */
const WORD_MARKS: Record<CellWord, { sign: string; colour: Look }> = {
  better: { sign: '✓', colour: 'green' },
  worse: { sign: '✗', colour: 'red' },
  different: { sign: '≠', colour: 'magenta' },
  'no-difference-seen': { sign: '≈', colour: null },
  'too-little-data': { sign: '?', colour: 'yellow' },
  invalid: { sign: '⊘', colour: 'magenta' },
  'not-compared': { sign: '·', colour: null },
};

const OUTCOME_MARKS: Record<Outcome, Mark> = {
  supported: { sign: '✓', colour: 'green' },
  refuted: { sign: '✗', colour: 'red' },
  'not-settled': { sign: '?', colour: 'yellow' },
  invalid: { sign: '⊘', colour: 'magenta' },
  seen: { sign: '≠', colour: 'green' },
  unseen: { sign: '≈', colour: 'green' },
  'too-little': { sign: '?', colour: 'yellow' },
};

const LONGEST_LINE = 100;
const LONGEST_ARM = 36;

/** Prints the comparison for people, and the path of its report. */
export function showComparison(shell: Shell, reportFile: string, comparison: Comparison): void {
  shell.stdout.draw(renderComparisonSummary(comparison, styleOf(shell)));
  shell.stdout.write(`\n  report  ${printable(relative('.', reportFile))}\n\n`);
}

const ALONE = { indexFile: null, failures: [] };

/**
 * Prints comparisons for programs.
 * @param more of several experiments in one command: the path of their index, and the errors of those that could not be carried out
 */
export function printComparisons(
  shell: Shell,
  finished: readonly JudgedExperiment[],
  more: {
    indexFile: string | null;
    failures: { platform: string; experimentName: string; error: EndedBy }[];
  } = ALONE,
): void {
  const comparisons = finished.map(({ folder, comparison }) => ({ folder: folder.path, comparison }));
  printJson(shell, { kind: 'comparisons', comparisons, ...more });
}

/** The comparison as text for a terminal: question, answer, claim, then every measure with a line for each arm, then what is wrong. */
export function renderComparisonSummary(comparison: Comparison, style: SummaryStyle): string {
  const inStyle = painter(style);
  const paint = (look: Look, text: string) => (look === null ? text : inStyle(look, text));
  const columns = Math.min(style.columns, LONGEST_LINE);
  const item = ({ sign, colour }: { sign: string; colour: Look }, text: string) => {
    const [first = '', ...rest] = wrap(printable(text), columns - 4, 4);
    return [`  ${paint(colour, sign)} ${first.trimStart()}`, ...rest];
  };
  const outcome = OUTCOME_MARKS[outcomeOf(comparison)];
  const [answer = '', ...more] = wrap(printable(comparison.answer), columns - 4, 4);
  const remark = STATE_REMARKS[comparison.state];
  const blocks = [
    wrap(printable(comparison.experiment.question), columns - 2, 2),
    [
      `  ${paint(outcome.colour, outcome.sign)} ${inStyle('bold', answer.trimStart())}`,
      ...more.map((line) => `    ${inStyle('bold', line.trimStart())}`),
    ],
    claimLines(comparison, item),
    ...comparison.measures.map((measure) => measureLines(comparison, measure, columns, paint)),
    comparison.arms
      .filter(({ isValid }) => !isValid)
      .flatMap((arm) =>
        item(WORD_MARKS.invalid, `The arm '${arm.label}' is invalid. ${reasonsAgainst(arm).join('; ')}`),
      ),
    [
      ...(remark === null ? [] : item(WORD_MARKS['not-compared'], remark)),
      ...comparison.notes.flatMap((note) => item(WORD_MARKS['not-compared'], note)),
    ],
    whatToDo(comparison, style.columns),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join('\n')}\n`)
    .join('');
}

type Item = (mark: { sign: string; colour: Look }, text: string) => string[];

function claimLines(comparison: Comparison, item: Item): string[] {
  const { claim } = comparison;
  if (claim === null) return [];
  const { statement, id } = claim.claim;
  const figures = claimFigures(comparison, claim);
  const found =
    figures === null
      ? claimRows(comparison, claim).rows.map(({ name, sentence }) => `${name}: ${sentence}`)
      : [`claimed ${figures.claimed}, ${measuredInWords(figures)}`];
  return [
    ...item(
      OUTCOME_MARKS[claim.status],
      `Claim ${id}: ${CLAIM_WORDS[claim.status].toLowerCase()}. ${statement}`,
    ),
    ...found.flatMap((line) => item({ sign: ' ', colour: null }, line)),
  ];
}

function measuredInWords({ measured, interval }: { measured: string; interval: string | null }): string {
  return interval === null ? measured : `measured ${measured} (${interval})`;
}

/**
 * A line for each arm under the name of the measure: median, word, difference from the baseline. What does not fit is left out,
 * starting with the interval.
 */
function measureLines(
  comparison: Comparison,
  measure: Measure,
  columns: number,
  paint: (look: Look, text: string) => string,
): string[] {
  const rows = comparison.arms.map((arm) => rowOf(comparison, arm, measure));
  const widthOf = (pick: (row: Row) => string) => Math.max(0, ...rows.map((row) => pick(row).length));
  const [armWidth, medianWidth] = [widthOf(({ arm }) => arm), widthOf(({ median }) => median)];
  const wordWidth = widthOf(({ word }) => CELL_WORDS[word ?? 'not-compared']);
  return [
    `  ${printable(nameWithUnit(measure))}`,
    ...rows.map(({ arm, median, word, change }) => {
      const start = `    ${arm.padEnd(armWidth)}  ${median.padStart(medianWidth)}`;
      if (word === null) return `${start}    baseline`;
      const { sign, colour } = WORD_MARKS[word];
      const text = `${sign} ${CELL_WORDS[word].padEnd(wordWidth)}`;
      const room = columns - start.length - text.length - 4;
      const fitting = change.find((each) => each.length <= room) ?? '';
      return fitting === ''
        ? `${start}  ${paint(colour, text.trimEnd())}`
        : `${start}  ${paint(colour, text)}  ${fitting}`;
    }),
  ];
}

/** `word` is null for the baseline; `change` holds the possible wordings of the difference, the longest first. */
type Row = { arm: string; median: string; word: CellWord | null; change: string[] };

function rowOf(comparison: Comparison, arm: ComparedArm, measure: Measure): Row {
  const name = cut(printable(arm.label));
  const median = arm.isValid
    ? formatFigure(arm.medians[measure.name] ?? null, measure, medianRange(arm, measure))
    : '';
  const difference = differenceToBaseline(comparison, arm, measure);
  const word = cellWord(arm, difference);
  if (arm.isValid && arm.name === baselineOf(comparison)?.name)
    return { arm: name, median, word: null, change: [] };
  if (difference === null || word === 'too-little-data' || word === 'invalid') {
    return { arm: name, median, word, change: [] };
  }
  const { estimate, interval } = changeOf(difference, measure);
  return { arm: name, median, word, change: [`${estimate} (${interval})`, estimate] };
}

function cut(label: string): string {
  const characters = [...label];
  return characters.length <= LONGEST_ARM ? label : `${characters.slice(0, LONGEST_ARM - 1).join('')}…`;
}
