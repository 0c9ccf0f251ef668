import type {
  ExperimentIndex,
  IndexedDifference,
  IndexedExperiment,
} from '../../../harness/model/report-index.ts';
import { boundInWords } from '../../comparison/claim-words.ts';
import { changeOf, STATE_REMARKS, titleOf } from '../../comparison/words.ts';
import { figure } from '../../shared/page/figures.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { endedInWords } from '../../shared/warnings.ts';
import { ratiosChart } from '../ratios-chart.ts';
import { experimentState } from '../row-states.ts';
import { type Row, rowsTable } from './rows-table.ts';

const FOUND = ['Difference', 'Claim'];

/** A row for every experiment. */
export function experimentsSection({ entries }: ExperimentIndex): Html {
  const platforms = new Set(entries.map(({ platform }) => platform));
  const rows = entries.map((entry) => rowOf(entry, platforms.size > 1));
  return html`<section id="experiments">
<h2>The experiments</h2>
<p>A factor is the first configuration divided by the second: ×0.5 is half as much. In brackets: its interval.</p>
${rowsTable({ kind: 'experiments', name: 'Experiment', cells: FOUND, sentences: FOUND }, 'comparison.html', rows)}
</section>`;
}

function rowOf(entry: IndexedExperiment, withPlatform: boolean): Row {
  const { experiment, title, question, comparison, error, durationMs, folder } = entry;
  return {
    state: experimentState(entry),
    name: withPlatform ? `${title}: ${experiment}` : experiment,
    details: html`<div class="source">${question}</div>${comparison === null ? NOTHING : html`<div class="reason">${comparison.answer}</div>${remarkOn(comparison)}`}`,
    error,
    cells: comparison === null ? ['none', ''] : [differencesOf(comparison.differences), claimOf(comparison)],
    durationMs,
    folder,
  };
}

type Compared = NonNullable<IndexedExperiment['comparison']>;

function remarkOn({ state, endedBy }: Compared): Html {
  const remark = STATE_REMARKS[state];
  return remark === null
    ? NOTHING
    : html`<div class="reason">${remark}${endedBy ? ` ${endedInWords(endedBy)}` : ''}</div>`;
}

function differencesOf(differences: readonly IndexedDifference[]): Html {
  if (differences.length === 0) return html`none`;
  return html`<ul class="differences">${differences.map((each) => {
    const { estimate, interval } = changeOf(each, each.measure);
    return html`<li><b>${estimate}</b> <span class="whole">(${interval})</span><div class="source">${titleOf(each.measure)}; ${each.compared}</div></li>`;
  })}</ul>`;
}

function claimOf({ claim: judged, differences }: Compared): Html {
  if (judged === null) return html`none`;
  const { claim } = judged;
  return html`${claim.statement}<div class="source">${boundInWords(claim, differences[0]?.measure.unit ?? '')}</div>`;
}

/** The differences of all experiments on one scale. */
export async function differencesSection(index: ExperimentIndex): Promise<Html> {
  return html`<section id="differences">
<h2>How large the differences are</h2>
<div class="figures">${await figure(ratiosChart(index), ['wide', 'narrow'])}</div>
</section>`;
}
