import { formatMeasure } from '../../model/format.ts';
import { MAX_MACHINE_CPU_UTILIZATION } from '../limits.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf, limitOfSlowness } from './doubts.ts';

/** On a machine without idle CPU, generator and system wait for each other, and a delay cannot be attributed to either. */
export const machineCpu: PhaseCheck = (phase) => {
  const { name, machineCpuUtilization: actual } = phase;
  const subject = check('machine-cpu', name, { isOfGenerator: true });
  const limits = { bound: MAX_MACHINE_CPU_UTILIZATION, unit: 'ratio' };
  if (actual === null)
    return [unknown(subject, limits, `The machine's use of CPU in '${name}' was not measured.`)];
  const busy = formatMeasure(actual, 'ratio', MAX_MACHINE_CPU_UTILIZATION);
  return actual > MAX_MACHINE_CPU_UTILIZATION
    ? [
        violated(
          subject,
          { ...limits, actual },
          `The machine's CPU was ${busy} busy in '${name}', so generator and system waited for each other.`,
          doubtOf('machine-cpu', limitOfSlowness(phase)),
        ),
      ]
    : [held(subject, { ...limits, actual }, `The machine's CPU was ${busy} busy in '${name}'.`)];
};
