import type { Status } from '../../../harness/model/verdict.ts';
import type { ResourceStatus } from '../blame.ts';
import { type ColorName, paint } from '../colors.ts';
import { STATE_WORDS } from '../states.ts';
import { type Html, html } from './html.ts';

const MARK = html`fill="none" stroke="${paint('on-state')}" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"`;

/** Each state has its own outline, so that it is recognised without its colour. */
const SHAPES: Record<Status, Html> = {
  pass: html`<circle cx="12" cy="12" r="11"/><path d="M7 12.4l3.4 3.4L17 8.8" ${MARK}/>`,
  fail: html`<path d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z"/><path d="M8.2 8.2l7.6 7.6M15.8 8.2l-7.6 7.6" ${MARK}/>`,
  inconclusive: html`<rect x="1.5" y="1.5" width="21" height="21" rx="5"/><path d="M5.8 9.6c2.1-2.6 4.1-2.6 6.2-.8s4.1 1.8 6.2-.8M5.8 16c2.1-2.6 4.1-2.6 6.2-.8s4.1 1.8 6.2-.8" ${MARK}/>`,
  invalid: html`<path d="M12 1.4L23.6 22.2H.4z"/><path d="M12 9v6M12 18.6v.1" ${MARK}/>`,
};

/** An icon of 24 units in a square of this many pixels; the style sheet scales it with the text around it. Decorative: a word is always next to it. */
export function icon(shape: Html, color: ColorName, sizePx = 18): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" width="${sizePx}" height="${sizePx}" aria-hidden="true" fill="${paint(color)}">${shape}</svg>`;
}

/** In pixels: the icon of a page's answer. */
export const ANSWER_ICON_PX = 68;

export function stateIcon(status: Status, sizePx?: number): Html {
  return icon(SHAPES[status], status, sizePx);
}

export function stateLabel(status: Status, word = STATE_WORDS[status]): Html {
  return html`<span class="state is-${status}">${stateIcon(status)} <span>${word}</span></span>`;
}

/** The colours of how busy a resource was. */
export const RESOURCE_COLORS: Record<ResourceStatus, ColorName> = {
  idle: 'ink-soft',
  busy: 'accent',
  saturated: 'fail',
  unknown: 'ink-soft',
};

function ring(status: ResourceStatus): Html {
  return html`fill="none" stroke="${paint(RESOURCE_COLORS[status])}" stroke-width="2.6"`;
}

/** Emptier or fuller, so that they can be distinguished without colour. */
const RESOURCE_SHAPES: Record<ResourceStatus, Html> = {
  idle: html`<circle cx="12" cy="12" r="9.7" ${ring('idle')}/>`,
  busy: html`<circle cx="12" cy="12" r="9.7" ${ring('busy')}/><path d="M12 2.3a9.7 9.7 0 0 1 0 19.4z"/>`,
  saturated: html`<path d="M3.5 1h17L23 3.5v17L20.5 23h-17L1 20.5v-17z"/><path d="M12 6v7M12 17.4v.1" ${MARK}/>`,
  unknown: html`<circle cx="12" cy="12" r="9.7" stroke-dasharray="3.6 4" ${ring('unknown')}/>`,
};

const RESOURCE_WORDS: Record<ResourceStatus, string> = {
  idle: 'idle',
  busy: 'busy',
  saturated: 'saturated',
  unknown: 'not observed',
};

/** How busy a resource was: a shape, a word and a colour. */
export function resourceLabel(status: ResourceStatus): Html {
  return html`<span class="state is-${status}">${icon(RESOURCE_SHAPES[status], RESOURCE_COLORS[status])} <span>${RESOURCE_WORDS[status]}</span></span>`;
}
