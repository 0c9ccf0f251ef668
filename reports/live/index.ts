import { readFileSync } from 'node:fs';
import { html } from '../shared/page/html.ts';
import { pageShell } from '../shared/page/page-shell.ts';

const STYLE = readFileSync(new URL('./live.css', import.meta.url), 'utf8');

/** Receives the figures and puts them into the page. */
export const LIVE_SCRIPT = readFileSync(new URL('./live-page.js', import.meta.url), 'utf8');

/** Where the page asks for its script and its figures, relative to its own address. */
export const LIVE_PATHS = { script: 'live.js', figures: 'figures' } as const;

/** The page of a run that is going on. Its script fills it with what the address `figures` next to it sends: see LiveView. */
export function livePage(title: string): string {
  return pageShell({
    documentTitle: `Live: ${title}`,
    subject: 'Live',
    contents: [],
    isLive: true,
    style: STYLE,
    main: html`<section class="verdict is-seen" aria-label="Run">
<div>
<p class="verdict-state" id="state">Live: no verdict yet</p>
<h1 id="title">${title}</h1>
<p class="lede" id="load"></p>
<p class="trust-line" id="caveat">A live figure is not a verdict. It has no interval, comes from fewer seconds than the verdict will, and does not know yet whether the measurement can be trusted.</p>
<p id="step" class="live-step">Waiting for figures.</p>
<progress id="progress" max="1" value="0" aria-labelledby="step"></progress>
<p id="time-left"></p>
</div>
</section>
<section>
<h2>The last seconds</h2>
<dl class="facts" id="figures"></dl>
<div class="columns">
<div><h3>Requests a second</h3><p id="rates-range" class="live-range"></p>
<svg class="live-line" id="rates" viewBox="0 0 300 100" width="300" height="100" preserveAspectRatio="none" role="img" aria-labelledby="rates-range"><polyline points=""/></svg></div>
<div><h3>Response time, 95th percentile of each second</h3><p id="times-range" class="live-range"></p>
<svg class="live-line" id="times" viewBox="0 0 300 100" width="300" height="100" preserveAspectRatio="none" role="img" aria-labelledby="times-range"><polyline points=""/></svg></div>
</div>
</section>
<section id="targets">
<h2>The promises, so far</h2>
<p id="no-standings">Nothing yet: the load has not begun.</p>
<table class="standings">
<thead><tr><th scope="col">Promise</th><th scope="col" class="number">Bound</th><th scope="col" class="number">So far</th><th scope="col">Now</th><th scope="col" class="number">Seconds</th></tr></thead>
<tbody id="standings"></tbody>
</table>
</section>
<section>
<h2>What happened</h2>
<ul class="reasons" id="events"></ul>
</section>
<script src="${LIVE_PATHS.script}"></script>`,
  });
}
