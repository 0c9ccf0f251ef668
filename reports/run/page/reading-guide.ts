import { type Html, html } from '../../shared/page/html.ts';
import { stateLabel } from '../../shared/page/state-label.ts';
import { STATE_MEANINGS, STATUSES } from '../../shared/states.ts';

/** The words of a report, for those who do not use them every day. */
export function readingGuide(): Html {
  return html`<details class="guide"><summary>How to read this</summary>
<dl class="glossary">
${STATUSES.map((status) => html`<dt>${stateLabel(status)}</dt><dd>${STATE_MEANINGS[status]}</dd>`)}
<dt>Interval</dt><dd>Where the true figure lies, with the stated confidence, given how much was measured. A verdict looks at the whole interval, never at the figure alone.</dd>
<dt>p50, p95, p99</dt><dd>Half, 95% and 99% of requests were answered within this time.</dd>
<dt>Response time</dt><dd>From the moment a request was due to its complete response. Service time begins when it was sent; the start delay lies between the two.</dd>
<dt>Not derivable</dt><dd>Nobody knows when the requests were due, so nothing that counts from there is known.</dd>
<dt>Held, violated, unknown</dt><dd>Checks of the measurement itself. One that is violated makes the run invalid; one that is unknown could not be made.</dd>
<dt>Idle, busy, saturated</dt><dd>How much of a resource was in use: less than half; half or more; so much of it that work waited. A target that fails has the saturated resource as its first suspect that can make the longest part of its response time long.</dd>
<dt>Judged phases</dt><dd>Steady phases, and phases in which a fault is injected. Warm-up and ramp-up are shown and never judged.</dd>
<dt>Refused</dt><dd>Answered with 429 by a rate limit, as designed: neither correct nor failed.</dd>
</dl></details>`;
}
