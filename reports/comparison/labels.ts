import type { JudgedClaim, Proof } from '../../harness/model/comparison.ts';
import type { Outcome } from '../../harness/model/report-index.ts';
import { SERIES_COLORS } from '../shared/charts/theme.ts';
import { swatch } from '../shared/page/figures.ts';
import { type Html, html } from '../shared/page/html.ts';
import { stateIcon, stateLabel } from '../shared/page/state-label.ts';
import { type DrawnArm, legendOf } from './arm-looks.ts';
import type { CellWord } from './comparison-data.ts';
import { CELL_WORDS, CLAIM_WORDS, PROOF_WORDS } from './words.ts';

const STROKE = html`fill="none" stroke="var(--state)" stroke-width="2.6" stroke-linecap="round"`;

const SEEN = html`<rect x="1" y="1" width="22" height="22" rx="5"/><path d="M6.5 9.4h11M6.5 14.6h11M14.6 5.6L9.4 18.4" fill="none" stroke="var(--on-state)" stroke-width="2.2" stroke-linecap="round"/>`;
const UNSEEN = html`<circle cx="12" cy="12" r="9.7" ${STROKE}/><path d="M7.6 12.6c1.4-2 2.8-2 4.4-.6s3 1.4 4.4-.6" ${STROKE}/>`;
const EMPTY = html`<path d="M6 12h12" ${STROKE}/>`;

type OwnShape = 'seen' | 'unseen' | 'none';

const SHAPES: Record<OwnShape, Html> = { seen: SEEN, unseen: UNSEEN, none: EMPTY };

function ownIcon(shape: OwnShape): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="var(--state)">${SHAPES[shape]}</svg>`;
}

/** Label for how two arms differ: real differences have filled shapes, others outlines. */
export function wordLabel(word: CellWord): Html {
  const text = CELL_WORDS[word];
  switch (word) {
    case 'better':
      return stateLabel('pass', text);
    case 'worse':
      return stateLabel('fail', text);
    case 'different':
      return html`<span class="state is-seen">${ownIcon('seen')}<span>${text}</span></span>`;
    case 'too-little-data':
      return stateLabel('inconclusive', text);
    case 'invalid':
      return stateLabel('invalid', text);
    case 'no-difference-seen':
      return html`<span class="state is-unseen">${ownIcon('unseen')}<span>${text}</span></span>`;
    case 'not-compared':
      return html`<span class="state is-unseen">${ownIcon('none')}<span>${text}</span></span>`;
  }
}

/** The colours of an outcome: those of a run's states, or its own. */
export const OUTCOME_CLASSES: Record<Outcome, string> = {
  supported: 'is-pass',
  refuted: 'is-fail',
  'not-settled': 'is-inconclusive',
  invalid: 'is-invalid',
  seen: 'is-seen',
  unseen: 'is-unseen',
  'too-little': 'is-inconclusive',
};

export function outcomeIcon(outcome: Outcome): Html {
  if (outcome === 'seen' || outcome === 'unseen') return ownIcon(outcome);
  if (outcome === 'supported') return stateIcon('pass');
  if (outcome === 'refuted') return stateIcon('fail');
  return stateIcon(outcome === 'invalid' ? 'invalid' : 'inconclusive');
}

export function claimLabel(status: JudgedClaim['status']): Html {
  return html`<span class="state ${OUTCOME_CLASSES[status]}">${outcomeIcon(status)}<span>${CLAIM_WORDS[status]}</span></span>`;
}

const PROOF_STATES = { proved: 'pass', refuted: 'invalid', unknown: 'inconclusive' } as const;

export function proofLabel(status: Proof['status']): Html {
  return stateLabel(PROOF_STATES[status], PROOF_WORDS[status]);
}

/** An arm's name, preceded by its look in the charts. */
export function armName(drawn: DrawnArm): Html {
  const look = swatch({ ...legendOf(drawn), symbol: drawn.look.symbol });
  return html`<span class="arm" style="--arm: ${SERIES_COLORS[drawn.look.color]}">${look}<span>${drawn.arm.label}</span></span>`;
}
