import { formatBound } from '../../../harness/model/format.ts';
import type { IndexedTarget } from '../../../harness/model/report-index.ts';
import { promiseNames } from '../../../harness/verdict/promise-names.ts';
import { measured } from '../../run/measured.ts';
import { keyFigures } from '../key-figures.ts';
import { STATE_WORDS } from '../states.ts';
import { type Html, html } from './html.ts';
import { stateIcon } from './state-label.ts';

/** The figures that matter most, each with its state, what it is about, and its bound. */
export function keyFigureList(targets: readonly IndexedTarget[]): Html {
  const names = new Map(promiseNames(targets).map((name, i) => [targets[i], name]));
  return html`<ul class="key-figures">${keyFigures(targets).map(
    (target) => html`<li class="is-${target.status}">${stateIcon(target.status)} <span>
<span class="visually-hidden">${STATE_WORDS[target.status]}: </span><span class="name">${names.get(target)!}</span>
<b>${measured(target)}</b> <span class="promised">promised: ${formatBound(target.operator, target.bound, target.unit)}</span></span></li>`,
  )}</ul>`;
}
