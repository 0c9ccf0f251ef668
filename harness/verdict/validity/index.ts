import { isJudged } from '../../model/load.ts';
import { observesParts } from '../../model/observed-sources.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary, Summary } from '../../model/summary.ts';
import type { GeneratorVerdict, ValidityCheck } from '../../model/verdict.ts';
import { mergedTimes } from '../../summary/merge.ts';
import { arrivalsDropped } from './arrivals-dropped.ts';
import type { Checked, Given, PhaseCheck, RunCheck } from './check.ts';
import { clockJump } from './clock-jump.ts';
import { codeChanged } from './code-changed.ts';
import { connectionsLost } from './connections-lost.ts';
import { datasetChanged } from './dataset-changed.ts';
import { generatorCpu } from './generator-cpu.ts';
import { machineCpu } from './machine-cpu.ts';
import { noSteadyState } from './no-steady-state.ts';
import { partRestarted } from './part-restarted.ts';
import { rateNotReached } from './rate-not-reached.ts';
import { startDelay } from './start-delay.ts';
import { telemetryGap } from './telemetry-gap.ts';
import { vusExhausted } from './vus-exhausted.ts';

const PHASE_CHECKS: PhaseCheck[] = [
  arrivalsDropped,
  rateNotReached,
  startDelay,
  generatorCpu,
  machineCpu,
  vusExhausted,
  noSteadyState,
  telemetryGap,
  clockJump,
  connectionsLost,
  partRestarted,
];
const RUN_CHECKS: RunCheck[] = [datasetChanged, codeChanged];

/**
 * Can the measurement be trusted, and did the generator keep to its plan? Every check is made in every judged phase and
 * listed even if it held. The generator's verdict consists of the checks that concern it.
 */
export function checkValidity(
  run: Run,
  summary: Summary,
): { checks: ValidityCheck[]; generator: GeneratorVerdict } {
  const machineCores = run.provenance.machine.cores;
  const ofPhases = checkPhases({ summary, machineCores, observesParts: observesParts(run) });
  const ofRun = RUN_CHECKS.map((checkRun) => checkRun(run)).filter((each) => each !== null);
  const checked = [...ofPhases, ...ofRun];
  return {
    checks: checked.map(published),
    generator: generatorVerdict(summary, ofPhases),
  };
}

/** Did the generator keep to its plan in every judged phase, with enough resources left to be on time? */
export function judgeGenerator(summary: Summary, machineCores: number): GeneratorVerdict {
  return generatorVerdict(summary, checkPhases({ summary, machineCores, observesParts: true }));
}

function checkPhases(given: Given): Checked[] {
  return judgedPhases(given.summary).flatMap((phase) =>
    PHASE_CHECKS.flatMap((checkPhase) => checkPhase(phase, given)),
  );
}

function judgedPhases({ phases }: Summary): PhaseSummary[] {
  return phases.filter(({ kind }) => isJudged(kind));
}

/**
 * Rates are means over the judged seconds of open loads, the start delay is that of the worst phase, and CPU is that of the whole machine.
 */
function generatorVerdict(summary: Summary, all: readonly Checked[]): GeneratorVerdict {
  const phases = judgedPhases(summary);
  const checks = all.filter(({ isOfGenerator }) => isOfGenerator);
  const open = phases.filter((phase) => phase.offeredRatePerSec !== null);
  const delays = phases.map(startDelayP99).filter((delay) => delay !== null);
  return {
    status: statusOf(checks),
    offeredRate: weightedMean(open, (phase) => phase.offeredRatePerSec),
    attemptedRate: weightedMean(open, (phase) =>
      phase.planned === null ? null : (phase.arrivals / phase.planned.arrivals) * phase.offeredRatePerSec!,
    ),
    droppedIterations: phases.reduce((sum, { outcomes }) => sum + outcomes.dropped, 0),
    startDelayP99Ms: delays.length === 0 ? null : Math.max(...delays),
    cpuUtilization: weightedMean(phases, (phase) => phase.machineCpuUtilization),
    reasons: checks.filter(({ status }) => status === 'violated').map(({ reason }) => reason),
  };
}

function statusOf(checks: readonly ValidityCheck[]): GeneratorVerdict['status'] {
  return checks.some(({ status }) => status === 'violated') ? 'invalid' : 'valid';
}

function published({ isOfGenerator: _, ...check }: Checked): ValidityCheck {
  return check;
}

function startDelayP99({ startDelayMs }: PhaseSummary): number | null {
  return startDelayMs && (mergedTimes([startDelayMs]).quantile(0.99)?.value ?? null);
}

function weightedMean(
  phases: readonly PhaseSummary[],
  figure: (phase: PhaseSummary) => number | null,
): number | null {
  let [sum, weights] = [0, 0];
  for (const phase of phases) {
    const value = figure(phase);
    if (value === null) continue;
    sum += value * phase.observedSeconds;
    weights += phase.observedSeconds;
  }
  return weights === 0 ? null : sum / weights;
}
