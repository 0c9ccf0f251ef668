import { isGenerator } from '../../summary/parts.ts';
import { lowerIsBetter, ofSteadyPhase } from './measure.ts';

/** Proofload itself, which looks at the system and is no part of it. */
const HARNESS = 'proofload';

/**
 * CPU time of all parts of the system under test (servers, balancer, database, cache, ...) for 1,000 correct responses. Seconds in which no
 * part or no response was seen are left out.
 */
export const SYSTEM_CPU = ofSteadyPhase(
  lowerIsBetter('systemCpuSecPer1000', 'CPU time for 1,000 correct responses', 's'),
  ({ seconds }) => {
    let [cpuSec, correct] = [0, 0];
    for (const { cpuCoresByProcess, outcomes } of seconds) {
      const parts = Object.entries(cpuCoresByProcess).filter(
        ([name]) => !isGenerator(name) && name !== HARNESS,
      );
      if (parts.length === 0 || outcomes === null) continue;
      cpuSec += parts.reduce((sum, [, cores]) => sum + cores, 0);
      correct += outcomes.correct;
    }
    return correct === 0 ? null : (1000 * cpuSec) / correct;
  },
);
