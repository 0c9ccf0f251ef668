import type { Status } from '../../../harness/model/verdict.ts';
import type { ResourceStatus } from '../blame.ts';
import { STATE_WORDS } from '../states.ts';
import { type Html, html } from './html.ts';

const MARK = html`fill="none" stroke="var(--on-state)" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"`;

const SHAPES: Record<Status, Html> = {
  pass: html`<circle cx="12" cy="12" r="11"/><path d="M7 12.4l3.4 3.4L17 8.8" ${MARK}/>`,
  fail: html`<path d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z"/><path d="M8.2 8.2l7.6 7.6M15.8 8.2l-7.6 7.6" ${MARK}/>`,
  inconclusive: html`<path d="M12 .2L23.8 12 12 23.8.2 12z"/><path d="M9.4 9.3a2.7 2.7 0 1 1 4.2 2.2c-1 .7-1.6 1.2-1.6 2.4M12 17.3v.1" ${MARK}/>`,
  invalid: html`<path d="M12 1.4L23.6 22.2H.4z"/><path d="M12 9v6M12 18.6v.1" ${MARK}/>`,
};

/** Decorative: the word is always next to it. */
export function stateIcon(status: Status): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="var(--state)">${SHAPES[status]}</svg>`;
}

export function stateLabel(status: Status, word = STATE_WORDS[status]): Html {
  return html`<span class="state is-${status}">${stateIcon(status)}<span>${word}</span></span>`;
}

const RING = html`fill="none" stroke="var(--state)" stroke-width="2.6"`;

/** Emptier or fuller, so that they can be distinguished without colour. */
const RESOURCE_SHAPES: Record<ResourceStatus, Html> = {
  idle: html`<circle cx="12" cy="12" r="9.7" ${RING}/>`,
  busy: html`<circle cx="12" cy="12" r="9.7" ${RING}/><path d="M12 2.3a9.7 9.7 0 0 1 0 19.4z"/>`,
  saturated: html`<path d="M3.5 1h17L23 3.5v17L20.5 23h-17L1 20.5v-17z"/><path d="M12 6v7M12 17.4v.1" ${MARK}/>`,
  unknown: html`<circle cx="12" cy="12" r="9.7" stroke-dasharray="3.6 4" ${RING}/><path d="M12 16.6v.1M9.6 9.6a2.5 2.5 0 1 1 3.8 2.1c-.9.6-1.4 1-1.4 1.9" fill="none" stroke="var(--state)" stroke-width="2.2" stroke-linecap="round"/>`,
};

/** How busy a resource was: a shape, a word and a colour. */
export function resourceLabel(status: ResourceStatus): Html {
  return html`<span class="state is-${status}"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="var(--state)">${RESOURCE_SHAPES[status]}</svg><span>${status}</span></span>`;
}
