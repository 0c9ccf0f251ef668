import { Compile } from 'typebox/compile';
import { indicatorIds, type Named } from '../model/catalogue.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { ProofloadError } from '../model/errors.ts';
import type { Arm, Experiment, Level, Levels } from '../model/experiment.ts';
import { mostUsers } from '../model/experiment-load.ts';
import { firstProblem } from '../model/first-problem.ts';
import type { LoadProfile } from '../model/load.ts';
import type { DocumentedPlatform } from '../model/platform.ts';
import { Topology } from '../model/topology.ts';
import { notShownBecause } from './claimable.ts';
import { armsOf } from './design.ts';
import { invalidExperiment } from './experiment-file.ts';
import { contradictionsIn, type Factors, factorsOf } from './factors/index.ts';
import { idOf, measureOf } from './measures.ts';
import { plannedLoad } from './planned-load.ts';

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
type PlatformFacts = Pick<
  DocumentedPlatform,
  'documented' | 'population' | 'caches' | 'factors' | 'connectionsPerUser'
>;

/**
 * Checks that an experiment makes sense before anything starts, and works out its parts.
 * @throws ProofloadError EXPERIMENT_INVALID, with one sentence
 */
export function planExperiment(experiment: Experiment, platform: PlatformFacts): PlannedExperiment {
  const factors = factorsOf(platform);
  const refuse = (reason: string): ProofloadError => invalidExperiment(experiment.name, reason);
  /** Names what there is, and what comes nearest. */
  const refuseName = (noun: string, name: string, known: readonly string[]): ProofloadError =>
    invalidExperiment(
      experiment.name,
      `there is no ${noun} "${name}"; there are ${known.join(', ')}`,
      didYouMean(name, known),
    );
  const varied = Object.keys(experiment.factors);
  const { design } = experiment;
  const isAa = design === 'a-a';
  for (const name of varied) {
    if (!Object.hasOwn(factors, name)) {
      throw refuseName('factor', name, Object.keys(factors));
    }
    for (const level of experiment.factors[name]!) {
      const problem = problemOf(factors, name, level);
      if (problem) throw refuse(problem);
    }
    const levels = experiment.factors[name]!.map((level) => JSON.stringify(level));
    const twice = levels.find((level, index) => levels.indexOf(level) !== index);
    if (twice !== undefined && !isAa && design !== 'row-by-row')
      throw refuse(`"${name}" has the level ${twice} twice`);
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
    if (!measure) throw refuseName('measure', idOf(wanted), indicatorIds());
    if (measure.indicator?.source === 'checks')
      throw refuse(`"${idOf(wanted)}" is a check of the data after a run, so arms cannot be compared by it`);
    return measure;
  });

  const rows = new Set(varied.map((name) => experiment.factors[name]!.length));
  if (design === 'row-by-row' && rows.size > 1)
    throw refuse('its arms are rows ("row-by-row"), but its factors do not have equally many levels');
  const arms = armsOf(experiment, platform.documented, factors);
  if (arms.length < 2) throw refuse('it has only one arm, so there is nothing to compare');
  for (const { label, topology } of arms) {
    const [contradiction] = contradictionsIn(factors, topology);
    if (contradiction) throw refuse(`the arm "${label}" contradicts itself: ${lowerFirst(contradiction)}`);
  }
  const topologies = arms.map(({ topology }) => JSON.stringify(topology));
  if (!isAa && new Set(topologies).size < arms.length) throw refuse('two of its arms are equal');
  const { stopEarly, repetitions, load } = experiment;
  const accounts = platform.population.usersIn(load.datasetSize);
  const users = mostUsers(load);
  if (users !== null && users > accounts) {
    throw refuse(`its load has ${users} users, but its data set has only ${accounts} who can log in`);
  }
  const notShown = notShownBecause(experiment, (levels) => arms.some((arm) => matches(factors, arm, levels)));
  if (notShown !== null) throw refuse(notShown);
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
    profile: { loads: [plannedLoad(load, platform.connectionsPerUser)] },
  };
}

/** Whether an arm has all of these levels. */
function matches(factors: Factors, { topology }: Arm, levels: Levels): boolean {
  return Object.entries(levels).every(
    ([name, level]) => JSON.stringify(factors[name]?.levelIn(topology)) === JSON.stringify(level),
  );
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
