import type { PhaseSummary, Summary } from '../model/summary.ts';
import { readMachineLimits } from '../telemetry/machine-limits.ts';
import { generatorCpu } from '../verdict/validity/generator-cpu.ts';
import { judgeGenerator } from '../verdict/validity/index.ts';
import { machineCpu } from '../verdict/validity/machine-cpu.ts';
import { startDelay } from '../verdict/validity/start-delay.ts';
import type { GeneratorProblems } from './disturbance.ts';

/** If the generator or its machine fails these checks, requests start late and responses are read late. */
const CHECKS_OF_LATENESS = [startDelay, generatorCpu, machineCpu];

/** Why a verdict would not trust k6 in its judged phase. */
export function generatorProblems(summary: Summary, phase: PhaseSummary): GeneratorProblems {
  const machineCores = readMachineLimits().cores;
  const lateness = CHECKS_OF_LATENESS.flatMap((check) =>
    check(phase, { summary, machineCores, observesParts: true }),
  )
    .filter(({ status }) => status === 'violated')
    .map(({ reason }) => reason);
  const { reasons } = judgeGenerator(summary, machineCores);
  return { lateness, faults: reasons.filter((reason) => !lateness.includes(reason)) };
}
