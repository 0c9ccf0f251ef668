import type { ComparedArm, Difference, DifferenceWord, Measure } from '../../harness/model/comparison.ts';
import { formatNumber } from '../../harness/model/format.ts';
import { Random } from './random.ts';

const MEASURES = [
  { name: 'databaseQueriesPerSec', label: 'database queries a second', unit: 'queries/s', better: 'lower', scale: 'ratio' },
  { name: 'responseTimeP50Ms', label: 'p50 response time', unit: 'ms', better: 'lower', scale: 'ratio' },
  { name: 'responseTimeP95Ms', label: 'p95 response time', unit: 'ms', better: 'lower', scale: 'ratio' },
  { name: 'responseTimeP99Ms', label: 'p99 response time', unit: 'ms', better: 'lower', scale: 'ratio' },
  { name: 'goodputPerSec', label: 'correct responses a second', unit: 'requests/s', better: 'higher', scale: 'ratio' },
  { name: 'hitRatio', label: 'cache hit ratio', unit: 'ratio', better: 'higher', scale: 'difference' },
  { name: 'systemCpuSecPer1000', label: 'CPU time for 1,000 correct responses', unit: 's', better: 'lower', scale: 'ratio' },
  { name: 'redisMemoryBytes', label: 'memory of Redis', unit: 'bytes', better: 'neither', scale: 'ratio' },
] as const satisfies Measure[];

export type MeasureName = (typeof MEASURES)[number]['name'];

export function measuresNamed(names: readonly MeasureName[]): Measure[] {
  return names.map((name) => MEASURES.find((measure) => measure.name === name)!);
}

/** The figures of an arm, by measure; null: the arm does not have it. */
export type Figures = Partial<Record<MeasureName, number | null>>;

/** The values of a repetition: around the figures, with some blocks slower than others. */
export function drawValues(figures: Figures, blockFactor: number, spread: number, random: Random): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => {
      if (figure === null) return [name, null];
      const noise = random.around(spread);
      if (name === 'hitRatio') return [name, Math.min(0.9999, figure * noise ** 0.1)];
      if (name === 'goodputPerSec') return [name, figure * noise ** 0.02];
      return [name, figure * blockFactor * noise];
    }),
  );
}

export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Roughly the two-sided 99.5% quantile of t for a handful of pairs: made-up data need not be exact. */
const T = 3.6;
const LEAST_PAIRS = 4;

/** The difference of two made-up arms in one measure, as in a comparison. */
export function differenceBetween(arm: ComparedArm, against: ComparedArm, measure: Measure): Difference {
  const pairs = pairsOf(arm, against, measure);
  const isRatio = measure.scale === 'ratio';
  const steps = pairs.map(([a, b]) => (isRatio ? Math.log(a / b) : a - b));
  const names = { measure: measure.name, arm: arm.name, against: against.name, pairs: pairs.length };
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  const variance = steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / (steps.length - 1);
  const error = Math.sqrt(variance / steps.length);
  if (!arm.isValid || !against.isValid || pairs.length < LEAST_PAIRS || !(error > 0)) {
    return { ...names, ...NOTHING_KNOWN, sentence: `${arm.label} and ${against.label}: too little data to compare ${measure.label}: ${pairs.length} pairs of runs, and ${LEAST_PAIRS} are needed.` };
  }
  const method = `paired t${isRatio ? ' on logarithms' : ''}`;
  const [low, high] = [mean - T * error, mean + T * error];
  const interval = { low, high, confidence: 0.995, method };
  const isReal = low > 0 || high < 0;
  const word = isReal ? realWord(measure, mean) : 'no-difference-seen';
  const p = Math.min(1, Math.exp(-Math.abs(mean / error) / 0.9));
  const inUnits = pairs.map(([a, b]) => a - b);
  const factor = formatNumber(Math.exp(mean));
  return {
    ...names,
    difference: isRatio ? null : interval,
    differenceEstimate: inUnits.reduce((sum, step) => sum + step, 0) / inUnits.length,
    ratio: isRatio ? { ...interval, low: Math.exp(low), high: Math.exp(high) } : null,
    ratioEstimate: isRatio ? Math.exp(mean) : null,
    pValue: p,
    adjustedPValue: Math.min(1, p * 14),
    rankPValue: isReal ? 0.00016 : Math.min(1, 0.1 + p),
    word,
    sentence: isReal
      ? `${arm.label}: ${measure.label} ${isRatio ? `${factor} times that` : `${mean > 0 ? 'higher' : 'lower'} than that`} of ${against.label}.`
      : `${arm.label}: no difference from ${against.label} was seen in ${measure.label}.`,
  };
}

const NOTHING_KNOWN = {
  difference: null,
  differenceEstimate: null,
  ratio: null,
  ratioEstimate: null,
  pValue: null,
  adjustedPValue: null,
  rankPValue: null,
  word: 'too-little-data' as const,
};

function realWord({ better }: Measure, step: number): DifferenceWord {
  if (better === 'neither') return 'different';
  return (better === 'lower') === step < 0 ? 'better' : 'worse';
}

function pairsOf(arm: ComparedArm, against: ComparedArm, { name }: Measure): [number, number][] {
  return arm.repetitions.flatMap((repetition) => {
    const other = against.repetitions.find(({ block }) => block === repetition.block);
    const [a, b] = [repetition.values[name] ?? null, other?.values[name] ?? null];
    return repetition.isValid && other?.isValid && a !== null && b !== null ? [[a, b] as [number, number]] : [];
  });
}
