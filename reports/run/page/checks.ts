import type { ValidityCheck, Verdict } from '../../../harness/model/verdict.ts';
import { evidenceInWords } from '../../shared/blame.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { stateLabel } from '../../shared/page/state-label.ts';
import { ON_ONE_LINE, PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE, SENTENCES } from '../../shared/page/table.ts';
import {
  allowedBy,
  CHECK_STATES,
  CHECK_STATUSES,
  CHECK_WORDS,
  type CheckStatus,
  checksThat,
  measuredBy,
  WHOLE_RUN,
} from '../trust.ts';

/** Every check of the measurement itself, by state: violated and unknown ones open, those that held folded and counted. */
export function checksOf(verdict: Pick<Verdict, 'validity'>): Html {
  return html`<div class="checks-by-state">${CHECK_STATUSES.map((status) => group(status, checksThat(status, verdict)))}</div>`;
}

function group(status: CheckStatus, checks: ValidityCheck[]): Html {
  if (checks.length === 0) return NOTHING;
  const { word, looksLike } = CHECK_STATES[status];
  const rows = checks.map(
    (check) => html`<tr role="row">
<td role="cell" class="cell-state"${ON_ONE_LINE}>${stateLabel(looksLike, word)}</td>
<td role="rowheader" class="cell-check"><b class="must-hold">${CHECK_WORDS[check.name]}</b> <div class="reason">${check.reason}</div>${evidenceOf(check)}</td>
<td role="cell" data-label="Phase">${check.phase ?? WHOLE_RUN}</td>
<td role="cell" class="number" align="right" data-label="Measured">${measuredBy(check)}</td>
<td role="cell" class="number" align="right" data-label="Allowed">${allowedBy(check)}</td>
</tr>`,
  );
  return html`<details class="checks-${status}" ${status === 'held' ? NOTHING : html`open`}>
<summary>${stateLabel(looksLike, `${checks.length} ${word.toLowerCase()}`)}</summary>
<table class="checks" ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr role="row"><th role="columnheader" scope="col">State</th><th role="columnheader" scope="col">What must hold${SENTENCES}</th>
<th role="columnheader" scope="col">Phase</th><th role="columnheader" scope="col" class="number" align="right">Measured</th><th role="columnheader" scope="col" class="number" align="right">Allowed</th></tr></thead>
<tbody ${PLAIN_BODY}>${rows}</tbody></table></details>`;
}

function evidenceOf({ evidence }: ValidityCheck): Html {
  return evidence.length === 0 ? NOTHING : html` <div class="source">${evidenceInWords(evidence)}</div>`;
}
