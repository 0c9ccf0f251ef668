import { formatCount, formatMeasure, formatPercent } from '../model/format.ts';
import type { PhaseSummary, Summary } from '../model/summary.ts';
import type { GeneratorVerdict } from '../model/verdict.ts';
import {
  ARRIVAL_SLACK_SEC,
  MAX_ARRIVAL_SHORTFALL,
  MAX_MACHINE_CPU_UTILIZATION,
  MAX_START_DELAY_P99_MS,
} from './limits.ts';
import { mergedTimes } from './merge.ts';
import { isJudged } from './parts.ts';
import { telemetryGap } from './telemetry-gap.ts';

/**
 * Did the generator do in every judged phase what it was told to, with CPU left to do it on time? Every reason is one
 * sentence that names the phase. Figures: rates are means over the judged seconds of open loads, the start delay is that
 * of the worst phase, CPU that of the whole machine.
 */
export function judgeGenerator(summary: Summary): GeneratorVerdict {
  const phases = summary.phases.filter(({ kind }) => isJudged(kind));
  const reasons = phases.flatMap((phase) => problemsOf(phase, summary));
  const open = phases.filter((phase) => phase.offeredRatePerSec !== null);
  const delays = phases.map(startDelayP99).filter((delay) => delay !== null);
  return {
    status: reasons.length === 0 ? 'valid' : 'invalid',
    offeredRate: weightedMean(open, (phase) => phase.offeredRatePerSec),
    attemptedRate: weightedMean(open, (phase) =>
      phase.observedSeconds === 0 ? null : phase.outcomes.attempted / phase.observedSeconds,
    ),
    droppedIterations: phases.reduce((sum, { outcomes }) => sum + outcomes.dropped, 0),
    startDelayP99Ms: delays.length === 0 ? null : Math.max(...delays),
    cpuUtilization: weightedMean(phases, (phase) => phase.machineCpuUtilization),
    reasons,
  };
}

function problemsOf(phase: PhaseSummary, summary: Summary): string[] {
  const { name, outcomes } = phase;
  if (phase.observedSeconds === 0) return [`The generator reported nothing in '${name}'.`];
  const problems: string[] = [];

  const gap = telemetryGap('The generator', phase, summary, (second) => second.outcomes !== null);
  if (gap !== null) problems.push(gap);
  if (outcomes.dropped > 0) {
    problems.push(
      `${formatCount(outcomes.dropped, 'arrival was', 'arrivals were')} dropped in '${name}', for no virtual user was free to send ${outcomes.dropped === 1 ? 'it' : 'them'}.`,
    );
  }
  const offered = phase.offeredRatePerSec;
  const seconds = Math.max(0, phase.observedSeconds - ARRIVAL_SLACK_SEC);
  if (offered !== null && outcomes.attempted < (1 - MAX_ARRIVAL_SHORTFALL) * offered * seconds) {
    const attempted = formatMeasure(outcomes.attempted / phase.observedSeconds, 'requests/s', offered);
    problems.push(
      `In '${name}' ${attempted} were sent where ${formatMeasure(offered, 'requests/s')} were offered: more than ${formatPercent(MAX_ARRIVAL_SHORTFALL)} too few.`,
    );
  }
  const delay = startDelayP99(phase);
  if (delay === null) problems.push(`How late requests started in '${name}' was not measured.`);
  else if (delay > MAX_START_DELAY_P99_MS) {
    problems.push(
      `In '${name}' one request in a hundred started ${formatMeasure(delay, 'ms', MAX_START_DELAY_P99_MS)} late or more; ${formatMeasure(MAX_START_DELAY_P99_MS, 'ms')} is allowed.`,
    );
  }
  const cpu = phase.machineCpuUtilization;
  if (cpu !== null && cpu > MAX_MACHINE_CPU_UTILIZATION) {
    problems.push(
      `The machine's CPU was ${formatMeasure(cpu, 'ratio', MAX_MACHINE_CPU_UTILIZATION)} busy in '${name}', so that generator and system waited for each other.`,
    );
  }
  return problems;
}

function startDelayP99(phase: PhaseSummary): number | null {
  return mergedTimes([phase.startDelayMs]).quantile(0.99)?.value ?? null;
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
