import { type Html, html } from '../../shared/page/html.ts';
import { stateLabel } from '../../shared/page/state-label.ts';
import { STATE_MEANINGS, STATUSES } from '../../shared/states.ts';

/** The words of a report, for readers who do not use them every day. */
export function readingGuide(): Html {
  return html`<details class="guide"><summary>How to read this</summary>
<dl class="glossary">
${STATUSES.map((status) => html`<dt>${stateLabel(status)}</dt><dd>${STATE_MEANINGS[status]}</dd>`)}
<dt>Interval</dt><dd>The range that holds the true figure with the stated confidence. A pass needs the whole interval on the promised side, never the figure alone.</dd>
<dt>p50, p95, p99</dt><dd>Half, 95% and 99% of requests were answered within this time.</dd>
<dt>Response time</dt><dd>From the intended start of a request until its response was complete. Service time counts from the actual start; the start delay is the difference.</dd>
<dt>Not derivable</dt><dd>Intended start times are unknown, so response times cannot be computed.</dd>
<dt>Held, violated, unknown</dt><dd>States of the checks of the measurement itself. A violated check makes those targets invalid whose results it could have changed. An unknown check could not be made.</dd>
<dt>Idle, busy, saturated</dt><dd>How much of a resource was in use: less than half; half or more; so much that work waited. The first suspect of a failed target is the saturated resource that explains the longest part of its response time.</dd>
<dt>Judged phases</dt><dd>Steady phases, and phases in which a fault is injected. Warm-up and ramp-up are shown but never judged.</dd>
<dt>Refused</dt><dd>Answered with 429 by a rate limit, as designed: neither correct nor failed.</dd>
</dl></details>`;
}
