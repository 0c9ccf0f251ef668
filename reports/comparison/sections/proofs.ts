import type { Proof } from '../../../harness/model/comparison.ts';
import { formatCount } from '../../../harness/model/format.ts';
import { evidenceTable } from '../../shared/page/evidence.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { type DrawnArm, drawnArms } from '../arm-looks.ts';
import { type ComparisonData, reasonsAgainst } from '../comparison-data.ts';
import { armName, proofLabel, wordLabel } from '../labels.ts';
import { formatLevel } from '../words.ts';

/** Whether each arm really was configured as intended. */
export function proofsSection({ comparison }: ComparisonData): Html {
  return html`<section id="proofs">
<h2>Did each factor take effect?</h2>
<p>Judged by measurements in the arm's own runs, not by its configuration.</p>
<div class="proofs">${drawnArms(comparison.arms).map(armProofs)}</div>
</section>`;
}

function armProofs(drawn: DrawnArm): Html {
  const { arm } = drawn;
  return html`<article>
<h3>${armName(drawn)}${arm.isValid ? NOTHING : wordLabel('invalid')}</h3>
${arm.proofs.length === 0 ? html`<p class="empty">No factor to prove.</p>` : arm.proofs.map((proof) => proofOf(drawn, proof))}
${arm.isValid || arm.proofs.some(({ status }) => status !== 'proved') ? NOTHING : html`<p class="reason">${reasonsAgainst(arm).join('; ')}</p>`}
</article>`;
}

function proofOf({ arm }: DrawnArm, proof: Proof): Html {
  const level = arm.levels[proof.factor];
  const name = `Evidence: ${proof.factor} of ${arm.label}`;
  return html`<div class="proof"><p>${proofLabel(proof.status)} <b>${proof.factor}${level === undefined ? '' : `: ${formatLevel(level)}`}</b></p>
<p class="reason">${proof.reason}</p>
${proof.evidence.length === 0 ? html`<p class="source">No figure was recorded.</p>` : html`<details ${proof.status === 'proved' ? NOTHING : html`open`}><summary>Evidence <span class="count">${formatCount(proof.evidence.length, 'figure')}</span></summary>${evidenceTable(name, proof.evidence)}</details>`}</div>`;
}
