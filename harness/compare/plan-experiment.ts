import { Compile } from 'typebox/compile';
import { indicatorIds, type Named } from '../model/catalogue.ts';
import type { ProofloadError } from '../model/errors.ts';
import type { Arm, Experiment, ExperimentLoad, Level, Levels } from '../model/experiment.ts';
import type { LoadProfile, PlannedLoad } from '../model/load.ts';
import type { Platform } from '../model/platform.ts';
import { Topology } from '../model/topology.ts';
import { armsOf } from './design.ts';
import { invalidExperiment } from './experiment-file.ts';
import { contradictionsIn, type Factors, factorsOf } from './factors/index.ts';
import { firstProblem } from './first-problem.ts';
import { idOf, measureOf } from './measures.ts';

/** An experiment that can be run. */
export type PlannedExperiment = {
  experiment: Experiment;
  varied: string[];
  arms: Arm[];
  /** of every arm */
  repetitions: number;
  /** a repetition that failed, or whose measurement cannot be trusted, is tried again until there were so many */
  mostAttempts: number;
  measures: Named[];
  profile: LoadProfile;
};

/** What an experiment needs to know about its platform. */
type PlatformFacts = Pick<Platform, 'documented' | 'population' | 'caches' | 'factors'>;

/**
 * Checks that an experiment makes sense before anything starts, and works out its parts.
 * @throws ProofloadError EXPERIMENT_INVALID, with one sentence
 */
export function planExperiment(experiment: Experiment, platform: PlatformFacts): PlannedExperiment {
  const factors = factorsOf(platform);
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
  const measures = experiment.measures.map((wanted) => {
    const measure = measureOf(wanted);
    if (!measure)
      throw refuse(`there is no measure "${idOf(wanted)}"; there are ${indicatorIds().join(', ')}`);
    if (measure.indicator.source === 'checks')
      throw refuse(`"${idOf(wanted)}" is a check of the data after a run, so arms cannot be compared by it`);
    return measure;
  });

  const arms = armsOf(experiment, platform.documented, factors);
  if (arms.length < 2) throw refuse('it has only one arm, so there is nothing to compare');
  for (const { label, topology } of arms) {
    const [contradiction] = contradictionsIn(factors, topology);
    if (contradiction) throw refuse(`the arm "${label}" contradicts itself: ${lowerFirst(contradiction)}`);
  }
  const { claim, stopEarly, repetitions, load } = experiment;
  const accounts = platform.population.usersIn(load.datasetSize);
  if (load.model === 'closed' && load.users > accounts) {
    throw refuse(`its load has ${load.users} users, but its data set has only ${accounts} who can log in`);
  }
  if (claim && !experiment.measures.some((wanted) => idOf(wanted) === claim.measure)) {
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
    mostAttempts: 2,
    measures,
    profile: { loads: [load.model === 'open' ? openLoad(load) : closedLoad(load)] },
  };
}

/** Whether an arm has all of these levels. */
function matches(factors: Factors, { topology }: Arm, levels: Levels): boolean {
  return Object.entries(levels).every(
    ([name, level]) => JSON.stringify(factors[name]?.levelIn(topology)) === JSON.stringify(level),
  );
}

type Load<Model extends ExperimentLoad['model']> = Extract<ExperimentLoad, { model: Model }>;

function openLoad({ ratePerSec, warmUpSec, steadySec }: Load<'open'>): PlannedLoad {
  return {
    name: 'open',
    load: { model: 'open', arrivalRatePerSec: ratePerSec },
    generatorProcesses: 1,
    phases: [
      { name: 'warm-up', kind: 'warm-up', durationMs: warmUpSec * 1000 },
      { name: 'steady', kind: 'steady', durationMs: steadySec * 1000 },
    ],
  };
}

/** Slow enough that the generator's own queue does not show in the figures. */
const STARTED_USERS_PER_SEC = 334;
/** One process may open 20,000 files, and holds this many users with a connection each in 2 GB. */
const USERS_PER_PROCESS = 10_000;

function closedLoad({ users, thinkTimeMs, warmUpSec, steadySec }: Load<'closed'>): PlannedLoad {
  return {
    name: 'closed',
    load: { model: 'closed', users, thinkTimeMs },
    generatorProcesses: Math.ceil(users / USERS_PER_PROCESS),
    phases: [
      {
        name: 'ramp-up',
        kind: 'ramp-up',
        durationMs: Math.max(3, Math.ceil(users / STARTED_USERS_PER_SEC)) * 1000,
      },
      { name: 'warm-up', kind: 'warm-up', durationMs: warmUpSec * 1000 },
      { name: 'steady', kind: 'steady', durationMs: steadySec * 1000 },
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
