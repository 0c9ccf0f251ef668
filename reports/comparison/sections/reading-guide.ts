import { type Html, html } from '../../shared/page/html.ts';
import { claimLabel, proofLabel, wordLabel } from '../labels.ts';
import { WORD_MEANINGS } from '../words.ts';

/** The words of a comparison, for readers who do not use them every day. */
export function readingGuide(): Html {
  const words = Object.keys(WORD_MEANINGS) as (keyof typeof WORD_MEANINGS)[];
  return html`<details class="guide" id="reading"><summary>How to read this</summary>
<dl class="glossary">
${words.map((word) => html`<dt>${wordLabel(word)}</dt><dd>${WORD_MEANINGS[word]}</dd>`)}
<dt>${wordLabel('invalid')}</dt><dd>The arm was not configured as intended, or none of its repetitions is usable. Its figures mean nothing and are not shown.</dd>
<dt>${claimLabel('supported')}</dt><dd>The whole interval is on the claimed side of the bound.</dd>
<dt>${claimLabel('refuted')}</dt><dd>The whole interval is on the other side.</dd>
<dt>${claimLabel('not-settled')}</dt><dd>The interval lies across the bound, or there is none.</dd>
<dt>${proofLabel('proved')}</dt><dd>Measurements in the arm's own runs show that the factor took effect. A configuration alone proves nothing.</dd>
<dt>Arm, baseline</dt><dd>An arm is one configuration of the system; the baseline is the arm that the others are compared with.</dd>
<dt>Block, pair</dt><dd>In a block every arm runs once, in random order. Arms are compared within a block, so that something that slows the machine down for an hour slows all of them.</dd>
<dt>×0.5</dt><dd>A factor: half as much as in the baseline. ×1 is no change.</dd>
<dt>Interval</dt><dd>The range that holds the true difference with the stated confidence. Intervals are wide enough for all comparisons of the experiment together.</dd>
<dt>p, adjusted p</dt><dd>How often chance alone would give a difference this large; adjusted by Holm's method for all comparisons of the experiment. The rank p (Mann-Whitney) assumes no distribution.</dd>
<dt>Median</dt><dd>Half of the repetitions are below it.</dd>
</dl></details>`;
}
