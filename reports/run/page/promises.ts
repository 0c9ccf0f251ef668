import { formatCount, formatPercent } from '../../../harness/model/format.ts';
import { indicatorInWords } from '../../../harness/model/indicator-words.ts';
import type { Suspect, TargetVerdict } from '../../../harness/model/verdict.ts';
import { suspectTitle } from '../../shared/blame.ts';
import { evidenceTable } from '../../shared/page/evidence.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { promisesTable } from '../../shared/page/promises-table.ts';
import { survivedInWords } from '../measured.ts';
import type { ReportData } from '../report-data.ts';
import { readingGuide } from './reading-guide.ts';

/** A row for every promise: what was promised and where, what was measured, and how certain that is. */
export function promisesSection({ verdict }: ReportData): Html {
  return html`<section id="promises">
<h2>The promises</h2>
${
  verdict.targets.length === 0
    ? html`<p class="empty">No target was judged.</p>`
    : promisesTable(verdict.targets, { anchor: promiseId, below: belowPromise })
}
${readingGuide()}
</section>`;
}

/** The anchor of the row of a target, by its place in the verdict. */
export function promiseId(index: number): string {
  return `promise-${index + 1}`;
}

function belowPromise(target: TargetVerdict): Html {
  return html`<p class="reason">${target.reason}</p>${suspectLine(target)}${survivedLines(target)}${evidenceDetails(target)}`;
}

/** Where to look first, for those that failed. */
function suspectLine({ suspect }: TargetVerdict): Html {
  return suspect === null
    ? NOTHING
    : html`<p class="suspect"><b>${suspectTitle(suspect)}.</b> ${suspect.reason}</p>`;
}

function survivedLines(target: TargetVerdict): Html {
  return html`${survivedInWords(target).map((sentence) => html`<p class="survived">${sentence}</p>`)}`;
}

function evidenceDetails(target: TargetVerdict): Html {
  const how =
    target.interval === null
      ? NOTHING
      : html`, interval at ${formatPercent(target.interval.confidence)} confidence by ${target.interval.method}`;
  return html`<details><summary>How it was measured${target.suspect ? ', and what points to the suspect' : ''}<span class="visually-hidden">: ${target.id}</span></summary>
<p>Measured: ${indicatorInWords(target.indicator)}, from ${formatCount(target.sampleCount, 'sample')}${how}.</p>
${evidenceTable(`Evidence for ${target.id}`, target.evidence)}
${target.suspect ? suspectEvidence(target, target.suspect) : NOTHING}</details>`;
}

function suspectEvidence({ id }: TargetVerdict, suspect: Suspect): Html {
  return html`<p>${suspectTitle(suspect)}.${suspect.evidence.length === 0 ? ' No figure points to it.' : ''}</p>
${evidenceTable(`Evidence for the suspect of ${id}`, suspect.evidence)}`;
}
