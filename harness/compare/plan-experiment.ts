import { Compile } from 'typebox/compile';
import type { ProofloadError } from '../model/errors.ts';
import type { Arm, Experiment, Level, Levels } from '../model/experiment.ts';
import type { LoadProfile } from '../model/load.ts';
import { DOCUMENTED_TOPOLOGY, Topology } from '../model/topology.ts';
import { armsOf } from './design.ts';
import { firstProblem, invalidExperiment } from './experiment-file.ts';
import { contradictionsIn, type Factors } from './factors/index.ts';
import { measureNamed, measureNames } from './measures/index.ts';
import type { MeasureDefinition } from './measures/measure.ts';

/** An experiment that can be run. */
export type PlannedExperiment = {
  experiment: Experiment;
  varied: string[];
  arms: Arm[];
  /** of every arm */
  repetitions: number;
  measures: MeasureDefinition[];
  profile: LoadProfile;
};

/**
 * Checks that an experiment makes sense before anything starts, and works out its parts.
 * @throws ProofloadError EXPERIMENT_INVALID, with one sentence
 */
export function planExperiment(experiment: Experiment, factors: Factors): PlannedExperiment {
  const refuse = (reason: string): ProofloadError => invalidExperiment(experiment.name, reason);
  const varied = Object.keys(experiment.factors);
  const isAa = experiment.design === 'a-a';
  for (const name of varied) {
    if (!Object.hasOwn(factors, name)) {
      throw refuse(`there is no factor "${name}"; there are ${Object.keys(factors).join(', ')}`);
    }
    for (const level of experiment.factors[name]!) {
      const problem = problemOf(factors, name, level);
      if (problem) throw refuse(problem);
    }
    const levels = experiment.factors[name]!.map((level) => JSON.stringify(level));
    const twice = levels.find((level, index) => levels.indexOf(level) !== index);
    if (twice !== undefined && !isAa) throw refuse(`"${name}" has the level ${twice} twice`);
    if (isAa && new Set(levels).size > 1)
      throw refuse(`its arms must be equal ("a-a"), but "${name}" has two different levels`);
  }
  for (const [name, level] of Object.entries(experiment.base?.platform ?? {})) {
    if (name in Topology.properties || !Object.hasOwn(factors, name)) {
      throw refuse(`its base has the setting "${name}", which ${experiment.platform} does not have`);
    }
    const problem = problemOf(factors, name, level);
    if (problem) throw refuse(problem);
  }
  const measures = experiment.measures.map((name) => {
    const measure = measureNamed(name);
    if (!measure) throw refuse(`there is no measure "${name}"; there are ${measureNames().join(', ')}`);
    return measure;
  });

  const arms = armsOf(experiment, DOCUMENTED_TOPOLOGY, factors);
  if (arms.length < 2) throw refuse('it has only one arm, so there is nothing to compare');
  for (const { label, topology } of arms) {
    const [contradiction] = contradictionsIn(factors, topology);
    if (contradiction) throw refuse(`the arm "${label}" contradicts itself: ${lowerFirst(contradiction)}`);
  }
  const { claim, stopEarly, repetitions } = experiment;
  if (claim && !experiment.measures.includes(claim.measure)) {
    throw refuse(`its claim is about "${claim.measure}", which is not among its measures`);
  }
  for (const levels of claim ? [claim.arm, claim.against] : []) {
    if (!arms.some((arm) => matches(factors, arm, levels))) {
      throw refuse(`its claim is about ${JSON.stringify(levels)}, which is not one of its arms`);
    }
  }
  if (stopEarly && stopEarly.fromRepetition >= repetitions) {
    throw refuse(
      `it can stop early after ${stopEarly.fromRepetition} repetitions only if it has more than that`,
    );
  }
  return {
    experiment,
    varied,
    arms,
    repetitions,
    measures,
    profile: profileOf(experiment),
  };
}

/** Whether an arm has all of these levels. */
function matches(factors: Factors, { topology }: Arm, levels: Levels): boolean {
  return Object.entries(levels).every(
    ([name, level]) => JSON.stringify(factors[name]?.levelIn(topology)) === JSON.stringify(level),
  );
}

/** One open load, the same for every arm. */
function profileOf({ load: { ratePerSec, warmUpSec, steadySec } }: Experiment): LoadProfile {
  return {
    loads: [
      {
        name: 'open',
        load: { model: 'open', arrivalRatePerSec: ratePerSec },
        generatorProcesses: 1,
        phases: [
          { name: 'warm-up', kind: 'warm-up', durationMs: warmUpSec * 1000 },
          { name: 'steady', kind: 'steady', durationMs: steadySec * 1000 },
        ],
      },
    ],
  };
}

/** Null: the factor can have this level. */
function problemOf(factors: Factors, name: string, level: Level): string | null {
  const { levels } = factors[name]!;
  if (Compile(levels).Check(level)) return null;
  return `${JSON.stringify(level)} is not a level of "${name}": it ${firstProblem(levels, level).replace(/^it /, '')}`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}
