import { ProofloadError } from '../model/errors.ts';
import { formatList, formatMeasure, formatNumber, formatPercent } from '../model/format.ts';
import type { GateNoise, MeasuredNoise } from '../model/gate-noise.ts';
import { isBelowFloor, noiseFloor } from './decision/noise-floor.ts';
import { differencesFrom, differencesInWords, type Printed } from './fingerprint.ts';
import { noiseInTurns } from './measured-changes.ts';
import type { PlannedChange } from './plan-budget.ts';
import type { MeasuredTurn } from './take-turns.ts';

/** The numbers of pairs for which a calibration says what can be told apart. */
const PAIRS = [4, 6, 8, 12];

/** What equal versions that took turns show of this machine's noise. Figures with too little data are left out. */
export function measuredNoise(
  changes: readonly PlannedChange[],
  turns: readonly MeasuredTurn[],
): MeasuredNoise[] {
  return noiseInTurns(changes, turns).flatMap(({ change, noise }) => {
    if (noise === null) return [];
    const { scale, deviation, base, pairs } = noise;
    const { measure, indicator } = change.measure;
    return [
      {
        id: change.id,
        label: measure.label,
        unit: measure.unit,
        indicator,
        scale,
        deviation,
        base,
        pairs,
        floors: PAIRS.map((each) => ({ pairs: each, floor: noiseFloor(noise, each) })),
      },
    ];
  });
}

type Scaled = Pick<MeasuredNoise, 'scale' | 'unit'>;

/** A noise floor in words: "5.9%" or "0.3 percentage points". Rounded up, so that a bound of as much is allowed. */
export function floorInWords(figure: Scaled, floor: number): string {
  if (floor <= 0) return spreadInWords(figure, floor);
  const step = 10 ** (Math.floor(Math.log10(floor)) - 1);
  return spreadInWords(figure, Math.ceil(floor / step) * step);
}

/** The same for how much pairs differ. */
export function spreadInWords({ scale, unit }: Scaled, spread: number): string {
  if (scale === 'ratio') return formatPercent(spread);
  return unit === 'ratio' ? `${formatNumber(100 * spread)} percentage points` : formatMeasure(spread, unit);
}

/**
 * Refuses bounds below the noise floor: such a gate could not tell a change from noise.
 * @param noise null: it was never measured, so nothing is refused
 * @returns a note on what is known of the noise
 * @throws ProofloadError BOUND_BELOW_NOISE
 */
export function requireAboveNoise(
  noise: GateNoise | null,
  planned: Printed,
  changes: readonly PlannedChange[],
  pairs: number,
): string {
  if (noise === null) return 'The noise of this machine has not been measured. gate --calibrate measures it.';
  const differences = differencesFrom(noise.fingerprint, planned);
  if (differences.length > 0)
    return `No bound was checked against the noise that gate --calibrate measured: ${differencesInWords(differences)}.`;
  const unknown: string[] = [];
  for (const { id, error, warn, measure } of changes) {
    const known = noise.figures.find(
      ({ indicator }) => JSON.stringify(indicator) === JSON.stringify(measure.indicator),
    );
    if (known === undefined) {
      unknown.push(id);
      continue;
    }
    const bounds = { bound: error, 'warn bound': warn };
    const below = Object.entries(bounds).find(
      ([, bound]) => bound !== null && isBelowFloor(known, bound, pairs),
    );
    if (below === undefined) continue;
    const floor = floorInWords(known, noiseFloor(known, pairs));
    throw new ProofloadError(
      'BOUND_BELOW_NOISE',
      `The ${below[0]} of "${id}" is below the noise floor of this machine, which is ${floor} with ${pairs} pairs.`,
      `Allow at least ${floor}, or measure more pairs: --pairs ${2 * pairs}.`,
    );
  }
  if (unknown.length === 0)
    return 'Every bound is above the noise floor that gate --calibrate measured on this machine.';
  return `The noise of ${formatList(unknown)} has not been measured on this machine, so it is not known whether a bound is below it. gate --calibrate measures it.`;
}
