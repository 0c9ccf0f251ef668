import { readFileSync } from 'node:fs';
import { html } from '../shared/page/html.ts';
import { pageShell } from '../shared/page/page-shell.ts';
import type { ComparisonData } from './comparison-data.ts';
import { answerSection, claimSection } from './sections/answer.ts';
import { armsSection } from './sections/arms.ts';
import { costSection, overTimeSection, repetitionsFigures, responseTimeSection } from './sections/charts.ts';
import { differencesSection } from './sections/differences.ts';
import { proofsSection } from './sections/proofs.ts';
import { repetitionTable, runSection } from './sections/run.ts';
import { OUTCOME_WORDS, outcomeOf } from './words.ts';

const CONTENTS: readonly [string, string][] = [
  ['claim', 'Claim'],
  ['arms', 'Arms'],
  ['repetitions', 'Repetitions'],
  ['distribution', 'Response times'],
  ['time', 'Over time'],
  ['cost', 'Cost'],
  ['differences', 'Differences'],
  ['proofs', 'Proofs'],
  ['runs', 'Runs'],
  ['run', 'What was run'],
];

const STYLE = readFileSync(new URL('./comparison.css', import.meta.url), 'utf8');

/** The whole comparison as one page that needs no script and no network. */
export async function comparisonPage(data: ComparisonData): Promise<string> {
  const { comparison } = data;
  return pageShell({
    documentTitle: `${OUTCOME_WORDS[outcomeOf(comparison)]}: ${comparison.experiment.name}, ${comparison.id}`,
    subject: `Comparison: ${comparison.experiment.name}`,
    contents: CONTENTS.filter(([id]) => id !== 'claim' || comparison.claim !== null),
    style: STYLE,
    main: html`${answerSection(data)}
${claimSection(data)}
${armsSection(data)}
${await repetitionsFigures(data)}
${await responseTimeSection(data)}
${await overTimeSection(data)}
${await costSection(data)}
${differencesSection(data)}
${proofsSection(data)}
${repetitionTable(data)}
${runSection(data)}`,
  });
}
