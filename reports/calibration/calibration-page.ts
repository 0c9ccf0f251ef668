import { readFileSync } from 'node:fs';
import type { Calibration } from '../../harness/model/calibration.ts';
import { formatBytes, formatCores, formatDuration } from '../../harness/model/format.ts';
import { formatMoment } from '../shared/moments.ts';
import { factList } from '../shared/page/fact-list.ts';
import { type Html, html, NOTHING } from '../shared/page/html.ts';
import { pageShell } from '../shared/page/page-shell.ts';
import { pairs } from '../shared/page/provenance.ts';
import { ANSWER_ICON_PX, stateIcon } from '../shared/page/state-label.ts';
import { againCommand, commitOf } from '../shared/provenance.ts';
import { endedInWords } from '../shared/warnings.ts';
import { knownSection } from './known-section.ts';
import { ceilingSection, costSection } from './limits-section.ts';
import { CALIBRATION_STATES, RESULT_WORDS } from './words.ts';

const CONTENTS = [
  ['trust', 'Trust'],
  ['known', 'Known against reported'],
  ['ceiling', 'Ceiling'],
  ['cost', 'Cost'],
  ['run', 'Run'],
] as const;

const STYLE = readFileSync(new URL('./calibration.css', import.meta.url), 'utf8');

/** The whole calibration as one page that needs no script and no network. */
export async function calibrationPage(calibration: Calibration): Promise<string> {
  return pageShell({
    documentTitle: `${RESULT_WORDS[calibration.status]}: ${calibration.id}`,
    subject: 'Calibration',
    contents: CONTENTS,
    style: STYLE,
    main: html`${resultSection(calibration)}
${trustSection(calibration)}
${await knownSection(calibration)}
${ceilingSection(calibration)}
${costSection(calibration)}
${provenanceSection(calibration)}`,
  });
}

/** The answer, in one sentence, before anything else. */
function resultSection(calibration: Calibration): Html {
  const { status, headline, state, problems, provenance } = calibration;
  return html`<section class="verdict is-${status}" aria-label="Result">
<div class="verdict-icon">${stateIcon(status, ANSWER_ICON_PX)}</div>
<div>
<p class="verdict-state">${RESULT_WORDS[status]}</p>
<h1>${headline}</h1>
${lede(calibration)}
</div>
</section>
${state === 'complete' ? NOTHING : html`<p class="warning" role="note"><strong>${CALIBRATION_STATES[state]}</strong> The results end there.${calibration.endedBy ? ` ${endedInWords(calibration.endedBy)}` : ''}</p>`}
${factList([
  ['Measured', formatMoment(calibration.startedAt)],
  ['Lasted', `${formatDuration(calibration.durationMs)}, ${calibration.mode}`],
  [
    'Machine',
    `${formatCores(provenance.machine.cores)}, ${formatBytes(provenance.machine.memoryBytes)} memory`,
  ],
  ['Commit', commitOf(provenance, 10)],
  ['Calibration', calibration.id],
])}
${problems.length === 0 ? NOTHING : html`<details class="problems"><summary>What could not be measured <span class="count">${problems.length}</span></summary><ul class="reasons">${problems.map((problem) => html`<li>${problem}</li>`)}</ul></details>`}`;
}

/** The first wrong figure, or else the first problem. */
function lede({ problems, behaviours }: Calibration): Html {
  for (const { name, loads } of behaviours) {
    const wrong = loads.flatMap(({ figures }) => figures).find((figure) => figure.status === 'wrong');
    if (wrong) return html`<p class="lede"><b>${name}, ${wrong.name}.</b> ${wrong.reason}</p>`;
  }
  return problems[0] === undefined ? NOTHING : html`<p class="lede">${problems[0]}</p>`;
}

function trustSection({ trust }: Calibration): Html {
  return html`<section id="trust">
<h2>What this machine can be trusted to measure</h2>
<ul class="trusted">${trust.statements.map((statement) => html`<li>${statement}</li>`)}</ul>
</section>`;
}

function provenanceSection({ id, startedAt, mode, provenance }: Calibration): Html {
  return html`<section id="run">
<h2>What was run</h2>
<p>Run it again:</p>
<pre><code>${againCommand(provenance)}</code></pre>
<div class="columns">
<div><h3>Calibration</h3>${pairs({ Calibration: id, Started: formatMoment(startedAt), Mode: mode, Commit: commitOf(provenance) })}</div>
<div><h3>Machine</h3>${pairs({
    CPU: `${formatCores(provenance.machine.cores)}, ${provenance.machine.cpuModel}`,
    Memory: formatBytes(provenance.machine.memoryBytes),
    System: provenance.machine.os,
  })}
<h3>Versions</h3>${pairs(provenance.versions)}</div>
</div>
</section>`;
}
