import type { JudgedClaim, Proof } from '../../harness/model/comparison.ts';
import type { Outcome } from '../../harness/model/report-index.ts';
import { type ColorName, paint } from '../shared/colors.ts';
import { swatch } from '../shared/page/figures.ts';
import { type Html, html } from '../shared/page/html.ts';
import { icon, stateIcon, stateLabel } from '../shared/page/state-label.ts';
import { type DrawnArm, legendOf } from './arm-looks.ts';
import type { CellWord } from './comparison-data.ts';
import { CELL_WORDS, CLAIM_WORDS, PROOF_WORDS } from './words.ts';

/** The colours of a word. */
export const WORD_COLORS: Record<CellWord, ColorName> = {
  better: 'pass',
  worse: 'fail',
  different: 'accent',
  'no-difference-seen': 'ink-soft',
  'too-little-data': 'inconclusive',
  invalid: 'invalid',
  'not-compared': 'ink-soft',
};

const OUTLINE = html`fill="none" stroke="${paint('ink-soft')}" stroke-width="2.6" stroke-linecap="round"`;

const SEEN = html`<rect x="1" y="1" width="22" height="22" rx="5"/><path d="M6.5 9.4h11M6.5 14.6h11M14.6 5.6L9.4 18.4" fill="none" stroke="${paint('on-state')}" stroke-width="2.2" stroke-linecap="round"/>`;
const UNSEEN = html`<circle cx="12" cy="12" r="9.7" ${OUTLINE}/><path d="M7.6 12.6c1.4-2 2.8-2 4.4-.6s3 1.4 4.4-.6" ${OUTLINE}/>`;
const EMPTY = html`<path d="M6 12h12" ${OUTLINE}/>`;

/** Label for how two arms differ: real differences have filled shapes, others outlines. */
export function wordLabel(word: CellWord): Html {
  const text = CELL_WORDS[word];
  switch (word) {
    case 'better':
      return stateLabel('pass', text);
    case 'worse':
      return stateLabel('fail', text);
    case 'different':
      return html`<span class="state is-seen">${icon(SEEN, 'accent')} <span>${text}</span></span>`;
    case 'too-little-data':
      return stateLabel('inconclusive', text);
    case 'invalid':
      return stateLabel('invalid', text);
    case 'no-difference-seen':
      return html`<span class="state is-unseen">${icon(UNSEEN, 'ink-soft')} <span>${text}</span></span>`;
    case 'not-compared':
      return html`<span class="state is-unseen">${icon(EMPTY, 'ink-soft')} <span>${text}</span></span>`;
  }
}

/** The look of an outcome: that of a run's state, or its own. */
export const OUTCOME_CLASSES: Record<Outcome, string> = {
  supported: 'is-pass',
  refuted: 'is-fail',
  'not-settled': 'is-inconclusive',
  invalid: 'is-invalid',
  seen: 'is-seen',
  unseen: 'is-unseen',
  'too-little': 'is-inconclusive',
};

/** The colour of a claim's outcome. */
export const OUTCOME_COLORS: Record<JudgedClaim['status'], ColorName> = {
  supported: 'pass',
  refuted: 'fail',
  'not-settled': 'inconclusive',
};

export function outcomeIcon(outcome: Outcome, sizePx?: number): Html {
  switch (outcome) {
    case 'seen':
      return icon(SEEN, 'accent', sizePx);
    case 'unseen':
      return icon(UNSEEN, 'ink-soft', sizePx);
    case 'supported':
      return stateIcon('pass', sizePx);
    case 'refuted':
      return stateIcon('fail', sizePx);
    case 'invalid':
      return stateIcon('invalid', sizePx);
    case 'not-settled':
    case 'too-little':
      return stateIcon('inconclusive', sizePx);
  }
}

export function claimLabel(status: JudgedClaim['status']): Html {
  return html`<span class="state ${OUTCOME_CLASSES[status]}">${outcomeIcon(status)} <span>${CLAIM_WORDS[status]}</span></span>`;
}

const PROOF_STATES = { proved: 'pass', refuted: 'invalid', unknown: 'inconclusive' } as const;

export function proofLabel(status: Proof['status']): Html {
  return stateLabel(PROOF_STATES[status], PROOF_WORDS[status]);
}

/** An arm's name, preceded by its look in the charts. */
export function armName(drawn: DrawnArm): Html {
  const look = swatch({ ...legendOf(drawn), symbol: drawn.look.symbol });
  return html`<span class="arm">${look}<span>${drawn.arm.label}</span></span>`;
}
