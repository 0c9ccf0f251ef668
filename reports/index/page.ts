import { readFileSync } from 'node:fs';
import { formatBytes, formatCores } from '../../harness/model/format.ts';
import type { ReportIndex } from '../../harness/model/report-index.ts';
import { formatMoment } from '../shared/moments.ts';
import { factList } from '../shared/page/fact-list.ts';
import { type Html, html, NOTHING } from '../shared/page/html.ts';
import { pageShell } from '../shared/page/page-shell.ts';
import { ANSWER_ICON_PX } from '../shared/page/state-label.ts';
import { againCommand, commitOf } from '../shared/provenance.ts';
import { endingOf, indexHeadline, lasted } from './headline.ts';
import { ROW_WORDS, rowClass, rowIcon, statesIn, wordFor, worstOf } from './row-states.ts';
import { differencesSection, experimentsSection } from './sections/experiments.ts';
import { platformId, platformSection, platformsSection } from './sections/platforms.ts';

const STYLE = readFileSync(new URL('./index.css', import.meta.url), 'utf8');

/** One page over the reports of several runs or experiments. It needs no script and no network. */
export async function indexPage(index: ReportIndex): Promise<string> {
  const { contents, sections } = await bodyOf(index);
  return pageShell({
    documentTitle: `${wordFor(index)}: ${indexHeadline(index)}`,
    subject: index.kind === 'platforms' ? 'Platforms' : 'Experiments',
    contents: [...contents, ['run', 'What was run']],
    style: STYLE,
    main: html`${resultSection(index)}
${sections}
<section id="run">
<h2>What was run</h2>
<p>Run it again:</p>
<pre><code>${againCommand(index.provenance)}</code></pre>
</section>`,
  });
}

type Body = { contents: [string, string][]; sections: Html };

async function bodyOf(index: ReportIndex): Promise<Body> {
  if (index.kind === 'experiments') {
    return {
      contents: [
        ['experiments', 'Experiments'],
        ['differences', 'Differences'],
      ],
      sections: html`${experimentsSection(index)}
${await differencesSection(index)}`,
    };
  }
  const measured = index.entries.flatMap((entry, i) => (entry.run === null ? [] : [{ entry, i }]));
  return {
    contents: [
      ['platforms', 'All'],
      ...measured.map(({ entry, i }): [string, string] => [platformId(i), entry.title]),
    ],
    sections: html`${platformsSection(index)}
${measured.map(({ entry, i }) => platformSection(entry, i))}`,
  };
}

/** The answer, in one sentence, before anything else. */
function resultSection(index: ReportIndex): Html {
  const worst = worstOf(statesIn(index));
  const warning = endingOf(index);
  const { machine } = index.provenance;
  return html`<section class="verdict ${rowClass(worst)}" aria-label="Result">
<div class="verdict-icon">${rowIcon(worst, ANSWER_ICON_PX)}</div>
<div>
<p class="verdict-state">${wordFor(index)}</p>
<h1>${indexHeadline(index)}</h1>
${tally(index)}
</div>
</section>
${warning === null ? NOTHING : html`<p class="warning" role="note"><strong>${warning.title}</strong> ${warning.text}</p>`}
${factList([
  ['Started', formatMoment(index.startedAt)],
  ['Took', lasted(index) ?? 'not ended'],
  ['Machine', `${formatCores(machine.cores)}, ${formatBytes(machine.memoryBytes)} memory`],
  ['Commit', commitOf(index.provenance, 10)],
])}`;
}

/** How many ended in each state, if they did not all end in the same one. */
function tally(index: ReportIndex): Html {
  const counts = Map.groupBy(statesIn(index), (state) => state);
  if (counts.size < 2) return NOTHING;
  return html`<ul class="tally" aria-label="By state">${[...counts].map(
    ([state, { length }]) =>
      html`<li class="state ${rowClass(state)}">${rowIcon(state)} <span>${length} ${ROW_WORDS[state].toLowerCase()}</span></li>`,
  )}</ul>`;
}
