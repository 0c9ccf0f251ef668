import { formatLoad } from '../../../harness/model/experiment-load.ts';
import {
  formatBytes,
  formatCores,
  formatCount,
  formatMeasure,
  formatNumber,
} from '../../../harness/model/format.ts';
import { formatMoment } from '../../shared/moments.ts';
import { type Html, type HtmlValue, html, NOTHING } from '../../shared/page/html.ts';
import { pairs } from '../../shared/page/provenance.ts';
import { stateLabel } from '../../shared/page/state-label.ts';
import { details, table } from '../../shared/page/table.ts';
import { pageAddress } from '../../shared/page-address.ts';
import { againCommand, commitOf, topologyFacts } from '../../shared/provenance.ts';
import { drawnArms } from '../arm-looks.ts';
import { type ComparisonData, repetitionCounts } from '../comparison-data.ts';
import { armName } from '../labels.ts';
import { orderByBlock, type RepetitionRow, repetitionRows } from '../repetition-rows.ts';
import { DESIGN_WORDS, formatFigure, formatLevel, nameWithUnit } from '../words.ts';

/** Every repetition with its figures, a link to its own report, and why it is not used. */
export function repetitionTable(data: ComparisonData): Html {
  const { comparison } = data;
  const { measures } = comparison;
  const rows = repetitionRows(data);
  const counts = repetitionCounts(comparison);
  const columns = ['Arm and run', 'Used', 'Block', ...measures.map(nameWithUnit)];
  const cells = rows.map((row): HtmlValue[] => [
    html`${armName(row.drawn)}<div class="run-link">${link(row)}</div>`,
    row.counts
      ? stateLabel('pass', 'used')
      : html`${stateLabel('invalid', 'excluded')}${row.reasons.map((reason) => html`<div class="reason">${reason}</div>`)}`,
    formatNumber(row.block + 1),
    ...measures.map((measure) =>
      row.values[measure.name] === undefined
        ? ''
        : formatFigure(row.values[measure.name]!, measure, row.ranges[measure.name]),
    ),
  ]);
  return html`<section id="runs">
<h2>Every run</h2>
<p>${data.run === undefined ? 'Block by block.' : 'In the order in which they ran.'} ${formatNumber(counts.valid)} of ${formatCount(counts.all, 'repetition')} used. Each has a folder with its own report.</p>
${rows.length === 0 ? html`<p class="empty">No repetition was run.</p>` : html`<div class="runs">${table('Every run', columns, cells, 2)}</div>`}
</section>`;
}

function link({ folder, tries }: RepetitionRow): Html {
  if (folder === null) return html`none`;
  const address = pageAddress(folder, 'report.html');
  const name = html`<code>${folder.slice(folder.lastIndexOf('/') + 1)}</code>`;
  return html`${address === null ? name : html`<a href="${address}">${name}</a>`}${tries === 1 ? NOTHING : html`<div class="reason">the last of ${formatCount(tries, 'attempt', 'attempts')}</div>`}`;
}

/** What was run, on what, in which order, and how to run it again. */
export function runSection(data: ComparisonData): Html {
  const { comparison, run } = data;
  const { experiment } = comparison;
  const { load } = experiment;
  const order = orderByBlock(data);
  return html`<section id="run">
<h2>What was run</h2>
${run === undefined ? html`<p>Run the experiment below again with the random seed ${comparison.randomSeed}.</p>` : html`<p>Run it again:</p><pre><code>${againCommand(run.provenance)}</code></pre>`}
<div class="columns">
<div>
<h3>Experiment</h3>
${pairs({
  Experiment: comparison.id,
  Name: experiment.name,
  Platform: experiment.platform,
  Started: formatMoment(comparison.startedAt),
  Ended: comparison.endedAt === null ? 'not yet' : formatMoment(comparison.endedAt),
  State: comparison.state,
  Design: DESIGN_WORDS[experiment.design],
  Repetitions: `${formatNumber(experiment.repetitions)} of each arm planned${experiment.stopEarly ? `, or fewer if everything is settled from repetition ${formatNumber(experiment.stopEarly.fromRepetition)} on` : ''}`,
  Load: `${formatLoad(load)}, warm-up ${formatMeasure(load.warmUpSec, 's')}, steady ${formatMeasure(load.steadySec, 's')}`,
  'Data set': formatNumber(load.datasetSize),
  'Random seed': String(comparison.randomSeed),
  ...(run && { Commit: commitOf(run.provenance) }),
})}
<h3>Factors</h3>
${pairs(Object.fromEntries(Object.entries(experiment.factors).map(([factor, levels]) => [factor, levels.map(formatLevel).join(', ')])))}
</div>
<div>
${run === undefined ? NOTHING : html`<h3>Machine</h3>${pairs(machineFacts(run.provenance.machine))}<h3>Versions</h3>${pairs(run.provenance.versions)}`}
</div>
</div>
${order.length === 0 ? NOTHING : details('The order within the blocks', 'random from the seed, balanced over the blocks', pairs(Object.fromEntries(order.map((names, i) => [`Block ${i + 1}`, names.join(' → ')]))))}
${details('Configuration of the arms', formatNumber(comparison.arms.length), html`<div class="columns">${drawnArms(comparison.arms).map((drawn) => html`<div><h3>${armName(drawn)}</h3>${pairs(topologyFacts(drawn.arm.topology))}</div>`)}</div>`)}
${details("The experiment's file", 'JSON', html`<pre><code>${JSON.stringify(experiment, null, 2)}</code></pre>`)}
</section>`;
}

function machineFacts({
  cores,
  cpuModel,
  memoryBytes,
  os,
}: NonNullable<ComparisonData['run']>['provenance']['machine']): Record<string, string> {
  return { CPU: `${formatCores(cores)}, ${cpuModel}`, Memory: formatBytes(memoryBytes), System: os };
}
