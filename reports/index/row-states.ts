import type {
  IndexedExperiment,
  IndexedPlatform,
  Outcome,
  ReportIndex,
} from '../../harness/model/report-index.ts';
import type { Status } from '../../harness/model/verdict.ts';
import { OUTCOME_CLASSES, outcomeIcon } from '../comparison/labels.ts';
import { OUTCOME_WORDS } from '../comparison/words.ts';
import { type ColorName, paint } from '../shared/colors.ts';
import { type Html, html } from '../shared/page/html.ts';
import { icon, stateIcon } from '../shared/page/state-label.ts';
import { STATE_WORDS } from '../shared/states.ts';

/** The result of one row. `not-run`: an error kept it from being measured. `waiting`: its turn did not come, or was interrupted. */
export type RowState = Status | Outcome | 'not-run' | 'waiting';

/** In order of attention, as exit codes are. */
const ATTENTION: readonly RowState[] = [
  'not-run',
  'waiting',
  'invalid',
  'fail',
  'refuted',
  'inconclusive',
  'not-settled',
  'too-little',
  'pass',
  'supported',
  'seen',
  'unseen',
];

export const ROW_WORDS: Record<RowState, string> = {
  ...STATE_WORDS,
  ...OUTCOME_WORDS,
  'not-run': 'Could not run',
  waiting: 'Not measured',
};

const ROW_CLASSES: Record<RowState, string> = {
  pass: 'is-pass',
  fail: 'is-fail',
  inconclusive: 'is-inconclusive',
  ...OUTCOME_CLASSES,
  'not-run': 'is-fail',
  waiting: 'is-unseen',
};

export function platformState({ run, error }: IndexedPlatform): RowState {
  return run?.status ?? unmeasured(error);
}

export function experimentState({ comparison, error }: IndexedExperiment): RowState {
  return comparison?.outcome ?? unmeasured(error);
}

function unmeasured(error: IndexedPlatform['error']): RowState {
  return error === null || error.code === 'INTERRUPTED' ? 'waiting' : 'not-run';
}

export function statesIn(index: ReportIndex): RowState[] {
  return index.kind === 'platforms' ? index.entries.map(platformState) : index.entries.map(experimentState);
}

/** The state that decides how the whole index looks. */
export function worstOf(states: readonly RowState[]): RowState {
  return ATTENTION.find((state) => states.includes(state)) ?? 'waiting';
}

/** The word for the whole index. */
export function wordFor(index: ReportIndex): string {
  const worst = worstOf(statesIn(index));
  return worst === 'not-run' || worst === 'waiting' ? 'Incomplete' : ROW_WORDS[worst];
}

export function rowClass(state: RowState): string {
  return ROW_CLASSES[state];
}

export function rowIcon(state: RowState, sizePx?: number): Html {
  switch (state) {
    case 'pass':
    case 'fail':
    case 'inconclusive':
      return stateIcon(state, sizePx);
    case 'not-run':
      return icon(outline(html`M7.5 7.5l9 9M16.5 7.5l-9 9`, 'fail'), 'fail', sizePx);
    case 'waiting':
      return icon(outline(html`M7 12h10`, 'ink-soft'), 'ink-soft', sizePx);
    default:
      return outcomeIcon(state, sizePx);
  }
}

export function rowLabel(state: RowState): Html {
  return html`<span class="state ${rowClass(state)}">${rowIcon(state)} <span>${ROW_WORDS[state]}</span></span>`;
}

/** An outline: nothing was measured. */
function outline(path: Html, color: ColorName): Html {
  return html`<g fill="none" stroke="${paint(color)}" stroke-width="2.4" stroke-linecap="round"><circle cx="12" cy="12" r="10.4"/><path d="${path}"/></g>`;
}
