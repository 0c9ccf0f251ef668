import { formatCores, formatMeasure, formatPercent } from '../../model/format.ts';
import type { GeneratorUse } from '../../model/summary.ts';
import type { Evidence } from '../../model/verdict.ts';
import { coresOf } from '../../summary/generator-watch.ts';
import { MAX_GENERATOR_CPU_SHARE } from '../limits.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf, limitOfSlowness } from './doubts.ts';

type Share = { who: string; used: number; cores: number };

/**
 * A generator that uses nearly all the cores it may use sends late and reads responses late, and the start delay does not show the time
 * that late reading adds. Each of its processes is checked against its own cores, and all together against the machine's.
 */
export const generatorCpu: PhaseCheck = (phase, { machineCores }) => {
  const { name, generators } = phase;
  const subject = check('generator-cpu', name, { isOfGenerator: true });
  const limits = { bound: MAX_GENERATOR_CPU_SHARE, unit: 'ratio' };
  if (generators.length === 0) {
    return [unknown(subject, limits, `The generator's use of CPU in '${name}' was not measured.`)];
  }
  const shares = sharesOf(generators, machineCores);
  const most = shares.reduce((a, b) => (b.used / b.cores > a.used / a.cores ? b : a));
  const actual = most.used / most.cores;
  const evidence: Evidence[] = generators.map(({ process, cpuCoresMean }) => ({
    label: `CPU of ${process}, cores`,
    value: cpuCoresMean,
    unit: '',
    phase: name,
  }));
  const use = `${formatMeasure(most.used, '')} of the ${formatCores(most.cores)} that it may use`;
  return actual > MAX_GENERATOR_CPU_SHARE
    ? [
        violated(
          subject,
          { ...limits, actual },
          `In '${name}' ${most.who} used ${use}: more than ${formatPercent(MAX_GENERATOR_CPU_SHARE)}, so it sends and reads late.`,
          doubtOf('generator-cpu', limitOfSlowness(phase)),
          evidence,
        ),
      ]
    : [held(subject, { ...limits, actual }, `In '${name}' ${most.who} used ${use}.`, evidence)];
};

function sharesOf(generators: readonly GeneratorUse[], machineCores: number): Share[] {
  const each = generators.map((generator) => ({
    who: generator.process,
    used: generator.cpuCoresMean,
    cores: coresOf(generator, machineCores),
  }));
  const used = each.reduce((sum, share) => sum + share.used, 0);
  return each.length === 1 ? each : [...each, { who: 'the generator', used, cores: machineCores }];
}
