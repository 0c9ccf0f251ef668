import { formatBytes, formatCores, formatCount, formatNumber } from '../../../harness/model/format.ts';
import { isObserved } from '../../../harness/model/observed-sources.ts';
import type { Run } from '../../../harness/model/run.ts';
import type { ReportData } from '../../run/report-data.ts';
import { formatMoment } from '../moments.ts';
import { againCommand, commitOf, topologyFacts } from '../provenance.ts';
import { type Html, html, NOTHING } from './html.ts';

/** What was run, on what, and how to run it again. */
export function provenanceSection({ run }: ReportData): Html {
  const { provenance } = run;
  return html`<section id="run">
<h2>What was run</h2>
<p>Run it again:</p>
<pre><code>${againCommand(provenance)}</code></pre>
<div class="columns">
<div>
<h3>Run</h3>
${pairs({
  Run: run.id,
  Platform: run.platform,
  Scenario: run.scenario,
  Started: formatMoment(run.startedAt),
  State: run.state,
  Commit: commitOf(provenance),
  'Random seed': String(provenance.randomSeed),
})}
<h3>System under test</h3>
${pairs(topologyFacts(run.topology))}
</div>
<div>
<h3>Machine</h3>
${pairs({
  CPU: `${formatCores(provenance.machine.cores)}, ${provenance.machine.cpuModel}`,
  Memory: formatBytes(provenance.machine.memoryBytes),
  System: provenance.machine.os,
})}
<h3>Versions</h3>
${pairs(provenance.versions)}
${isObserved(run, 'data') ? dataset(provenance) : NOTHING}
</div>
</div>
${
  Object.keys(provenance.serverSettings).length === 0
    ? run.observed === undefined
      ? html`<p class="empty">Server settings: nothing recorded.</p>`
      : NOTHING
    : html`<details><summary>Server settings <span class="count">${formatNumber(Object.keys(provenance.serverSettings).length)}</span></summary>${pairs(provenance.serverSettings)}</details>`
}
</section>`;
}

function dataset({ datasetFingerprint, datasetRows }: Run['provenance']): Html {
  return html`<h3>Dataset</h3>
${pairs({
  Fingerprint: datasetFingerprint ?? 'unknown',
  ...Object.fromEntries(
    Object.entries(datasetRows).map(([table, rows]) => [table, formatCount(rows, 'row')]),
  ),
})}`;
}

/** Names and values, one pair a row. */
export function pairs(facts: Record<string, string>): Html {
  return html`<table class="plain"><tbody>${Object.entries(facts).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  )}</tbody></table>`;
}
