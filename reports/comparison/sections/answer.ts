import type { JudgedClaim } from '../../../harness/model/comparison.ts';
import { formatLoad } from '../../../harness/model/experiment-load.ts';
import { formatCores, formatCount, formatDuration, formatNumber } from '../../../harness/model/format.ts';
import { formatMoment } from '../../shared/moments.ts';
import { factList } from '../../shared/page/fact-list.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { ANSWER_ICON_PX } from '../../shared/page/state-label.ts';
import { PLAIN_BODY, PLAIN_TABLE, table } from '../../shared/page/table.ts';
import { endedInWords } from '../../shared/warnings.ts';
import { claimFigure } from '../claim-figure.ts';
import { claimColumns, claimRows } from '../claim-rows.ts';
import { claimFigures, comparedInWords } from '../claim-words.ts';
import { type ComparisonData, measureNamed, reasonsAgainst, repetitionCounts } from '../comparison-data.ts';
import { claimLabel, OUTCOME_CLASSES, outcomeIcon } from '../labels.ts';
import { formatConfidence, OUTCOME_WORDS, outcomeOf, STATE_REMARKS, titleOf } from '../words.ts';

/** The question and its answer, before anything else. */
export function answerSection({ comparison, run }: ComparisonData): Html {
  const outcome = outcomeOf(comparison);
  const { experiment, arms } = comparison;
  const { load } = experiment;
  const counts = repetitionCounts(comparison);
  const lasted = durationOf(comparison);
  const remark = STATE_REMARKS[comparison.state];
  const ending = comparison.endedBy ? ` ${endedInWords(comparison.endedBy)}` : '';
  return html`<section class="verdict ${OUTCOME_CLASSES[outcome]}" aria-label="Answer">
<div class="verdict-icon">${outcomeIcon(outcome, ANSWER_ICON_PX)}</div>
<div>
<p class="verdict-state">${OUTCOME_WORDS[outcome]}</p>
<p class="question">${experiment.question}</p>
<h1 class="answer">${comparison.answer}</h1>
</div>
</section>
${arms.filter(({ isValid }) => !isValid).map((arm) => html`<p class="warning" role="note"><strong>The arm '${arm.label}' is invalid.</strong> ${reasonsAgainst(arm).join('; ')} It is excluded from all comparisons.</p>`)}
${remark === null ? NOTHING : html`<p class="${comparison.state === 'stopped-early' ? 'remark' : 'warning'}" role="note">${remark}${ending}</p>`}
${factList([
  ['Measured', formatMoment(comparison.startedAt)],
  ...(lasted === null ? [] : [['Lasted', lasted] as const]),
  [
    'Repetitions',
    `${formatNumber(counts.valid)} of ${formatNumber(counts.all)} used (${formatCount(arms.length, 'arm')})`,
  ],
  [
    'Load',
    `${formatLoad(load)}, ${formatCount(load.steadySec, 'second')} steady, on a data set of ${formatNumber(load.datasetSize)}`,
  ],
  ['Confidence', `${formatConfidence(comparison.confidence)}, over all comparisons together`],
  ...(run === undefined ? [] : [['Machine', formatCores(run.provenance.machine.cores)] as const]),
  ['Experiment', comparison.id],
])}`;
}

function durationOf({ startedAt, endedAt }: ComparisonData['comparison']): string | null {
  const durationMs = endedAt === null ? Number.NaN : Date.parse(endedAt) - Date.parse(startedAt);
  return Number.isFinite(durationMs) ? formatDuration(durationMs) : null;
}

/** What a document claims, and the result. */
export function claimSection({ comparison }: ComparisonData): Html {
  const { claim } = comparison;
  return claim === null
    ? NOTHING
    : html`<section id="claim">
<h2>The claim</h2>
<div class="claim">
<div>
<p>${claimLabel(claim.status)}</p>
<p class="statement">${claim.claim.statement}</p>
<p class="source">${claim.claim.source.document}, ${claim.claim.source.section} <span class="id">${claim.claim.id}</span></p>
<p class="reason">${claim.sentence}</p>
</div>
<div>
${claimFigure(claim)}
${figuresOf(claim, comparison)}
</div>
</div>${rowsOf(claim, comparison)}
</section>`;
}

/** Every row of a claimed table with what the document says besides. */
function rowsOf(claim: JudgedClaim, comparison: ComparisonData['comparison']): Html {
  const { factNames, rows } = claimRows(comparison, claim);
  if (rows.length === 0) return NOTHING;
  const cells = rows.map(({ name, status, claimed, measured, facts, sentence }) => [
    name,
    claimLabel(status),
    claimed,
    measured,
    ...facts,
    sentence,
  ]);
  const [row, ...others] = claimColumns(factNames);
  const columns = [row!, 'Result', ...others];
  return table('The rows of the claim', columns, cells, columns.length);
}

function figuresOf(judged: JudgedClaim, comparison: ComparisonData['comparison']): Html {
  const { claim } = judged;
  const figures = claimFigures(comparison, judged);
  const rows: [string, string][] = [
    ['Measure', titleOf(measureNamed(comparison, claim.measure))],
    ['Compared', comparedInWords(comparison, claim)],
    ...(figures === null
      ? []
      : ([
          ['Claimed', figures.claimed],
          ['Measured', figures.measured],
          ['Interval', figures.interval ?? 'none'],
        ] satisfies [string, string][])),
  ];
  return html`<table class="plain" ${PLAIN_TABLE}><tbody ${PLAIN_BODY}>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`;
}
