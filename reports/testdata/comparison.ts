import type { ComparedArm, Comparison, JudgedClaim, Proof } from '../../harness/model/comparison.ts';
import type { Arm, Experiment, ExperimentRun, Levels } from '../../harness/model/experiment.ts';
import { DOCUMENTED_TOPOLOGY } from '../../harness/model/testing/documented-topology.ts';
import type { Topology } from '../../harness/model/topology.ts';
import type { ComparisonData } from '../comparison/comparison-data.ts';
import { makePicture } from './arm-pictures.ts';
import { differenceBetween, drawValues, type Figures, type MeasureName, measuresNamed, medianOf } from './comparison-figures.ts';
import { Random } from './random.ts';
import { fixture } from './fixtures.ts';

/** One configuration, and how the made-up system behaves in it. */
export type MadeUpArm = {
  name: string;
  label: string;
  levels: Levels;
  topology?: Partial<Topology>;
  figures: Figures;
  /** a factor that did not take effect, and why; without it every factor is proved */
  refuted?: { factor: string; reason: string };
  /** why a repetition is excluded, by block */
  spoilt?: Record<number, string>;
};

export type MadeUpExperiment = {
  id: string;
  experiment: Pick<Experiment, 'name' | 'question' | 'claim' | 'factors' | 'design' | 'repetitions' | 'stopEarly'>;
  measures: MeasureName[];
  arms: MadeUpArm[];
  answer: string;
  claim?: Omit<JudgedClaim, 'claim'>;
  state?: Comparison['state'];
  status?: Comparison['status'];
  notes?: string[];
  seed: number;
};

const STEADY_SEC = 60;
const STARTED_AT = '2026-11-25T13:46:40.000Z';

/** A made-up experiment, the same every time. */
export function makeComparison(made: MadeUpExperiment): Required<ComparisonData> {
  const { id, seed, status = 'valid', state = 'complete' } = made;
  const experiment: Experiment = {
    schemaVersion: 2,
    platform: 'tvet-connect',
    load: { model: 'open', ratePerSec: 400, datasetSize: 10_000, warmUpSec: 30, steadySec: STEADY_SEC },
    measures: made.measures,
    ...made.experiment,
  };
  const measures = measuresNamed(made.measures);
  const arms = comparedArms(made);
  const baseline = arms[0]!;
  const differences = arms
    .slice(1)
    .flatMap((arm) => measures.map((measure) => differenceBetween(arm, baseline, measure)));
  const startedAt = STARTED_AT;
  const endedAt = '2026-11-25T15:02:10.000Z';
  const comparison: Comparison = {
    schemaVersion: 3,
    id,
    startedAt,
    endedAt,
    state,
    status,
    answer: made.answer,
    confidence: 0.95,
    experiment,
    randomSeed: seed,
    measures,
    arms,
    differences,
    claim: made.claim && experiment.claim ? { claim: experiment.claim, ...made.claim } : null,
    notes: made.notes ?? [],
  };
  const pictures = made.arms
    .filter((_, i) => arms[i]!.isValid)
    .map(({ name, figures }, i) => makePicture(name, figures, STEADY_SEC, seed + i));
  return { comparison, pictures, run: runOf(comparison) };
}

function comparedArms({ arms, experiment, measures, seed }: MadeUpExperiment): ComparedArm[] {
  const random = new Random(seed);
  const blocks = Array.from({ length: experiment.repetitions }, () => random.around(0.03));
  return arms.map((made, i): ComparedArm => {
    const repetitions = blocks.map((factor, block) => {
      const reason = made.spoilt?.[block];
      return {
        block,
        folder: folderOf(made.name, block * arms.length + i),
        isValid: reason === undefined,
        reasons: reason === undefined ? [] : [reason],
        values: drawValues(made.figures, factor, 0.04, random),
      };
    });
    const valid = repetitions.filter(({ isValid }) => isValid);
    const medians = measures.map((name) => {
      const values = valid.map(({ values }) => values[name] ?? null).filter((value) => value !== null);
      return [name, medianOf(values)] as const;
    });
    const { name, label, levels, topology } = made;
    return {
      name,
      label,
      levels,
      levelNames: Object.fromEntries(
        Object.entries(levels).map(([factor, level]) => [factor, `${factor} ${level}`]),
      ),
      topology: { ...DOCUMENTED_TOPOLOGY, ...topology },
      isBaseline: i === 0,
      isValid: made.refuted === undefined && valid.length > 0,
      proofs: Object.entries(levels).map(([factor, level]) => proofOf(factor, String(level), made)),
      repetitions,
      medians: Object.fromEntries(medians),
    };
  });
}

/** One repetition takes three minutes. */
function folderOf(arm: string, place: number): string {
  const startedAt = new Date(Date.parse(STARTED_AT) + place * 180_000).toISOString();
  return `arms/${arm}/${startedAt.slice(0, 19).replaceAll(/[-:]/g, '')}Z-tvet-connect-${(place + 0xa0).toString(16)}`;
}

function proofOf(factor: string, level: string, { refuted, figures }: MadeUpArm): Proof {
  const isRefuted = refuted?.factor === factor;
  return {
    factor,
    status: isRefuted ? 'refuted' : 'proved',
    reason: isRefuted ? refuted.reason : `It was ${level} in every repetition.`,
    evidence: [
      { label: 'Cache lookups that hit', value: figures.hitRatio ?? 0, unit: 'ratio', phase: 'steady' },
      { label: 'Database queries', value: figures.databaseQueriesPerSec ?? null, unit: 'queries/s', phase: 'steady' },
    ],
  };
}

/** Its experiment.json. One repetition has two attempts. */
function runOf({ id, startedAt, endedAt, state, experiment, randomSeed, arms }: Comparison): ExperimentRun {
  const random = new Random(randomSeed + 1);
  const blocks = Array.from({ length: experiment.repetitions }, (_, block) => block);
  const repetitions = blocks.flatMap((block) =>
    arms
      .map((arm) => ({ arm, order: random.next() }))
      .sort((a, b) => a.order - b.order)
      .map(({ arm }, position) => {
        const { folder } = arm.repetitions[block]!;
        return { block, position, arm: arm.name, folder, state: 'complete' as const, attempt: 0, reason: null };
      }),
  );
  repetitions[4] = { ...repetitions[4]!, attempt: 1 };
  return {
    schemaVersion: 3,
    id,
    startedAt,
    endedAt,
    state,
    experiment,
    randomSeed,
    arms: arms.map(
      ({ name, label, levels, levelNames, topology, isBaseline }): Arm => ({ name, label, levels, levelNames, topology, isBaseline }),
    ),
    repetitions,
    provenance: { ...fixture('pass').run.provenance, commandLine: ['compare', experiment.name], randomSeed },
  };
}
