import { ProofloadError } from '../model/errors.ts';
import { formatMeasure, formatNumber, formatPercent } from '../model/format.ts';
import type { GateNoise, MeasuredNoise } from '../model/gate-noise.ts';
import type { Run } from '../model/run.ts';
import { isBelowFloor, noiseFloor } from './decision/noise-floor.ts';
import { differencesFrom } from './fingerprint.ts';
import type { PlannedChange } from './plan-budget.ts';
import { type MeasuredTurn, noiseInTurns } from './take-turns.ts';

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

/** A noise floor in words: "5.8%" or "0.3 percentage points". */
export function floorInWords({ scale, unit }: Pick<MeasuredNoise, 'scale' | 'unit'>, floor: number): string {
  if (scale === 'ratio') return formatPercent(floor);
  return unit === 'ratio' ? `${formatNumber(100 * floor)} percentage points` : formatMeasure(floor, unit);
}

/**
 * Refuses bounds below the noise floor: such a gate could not tell a change from noise.
 * @param noise null: it was never measured, so nothing is refused
 * @returns a note on what is known of the noise
 * @throws ProofloadError BOUND_BELOW_NOISE
 */
export function requireAboveNoise(
  noise: GateNoise | null,
  planned: Pick<Run, 'platform' | 'scenario' | 'profile' | 'provenance'>,
  changes: readonly PlannedChange[],
  pairs: number,
): string {
  if (noise === null) return 'The noise of this machine has not been measured. gate --calibrate measures it.';
  if (differencesFrom(noise.fingerprint, planned).length > 0)
    return 'gate --calibrate measured the noise of another machine, load or scenario, so no bound was checked against it.';
  for (const { id, error, warn, measure } of changes) {
    const known = noise.figures.find(
      ({ indicator }) => JSON.stringify(indicator) === JSON.stringify(measure.indicator),
    );
    const bound = error ?? warn!;
    if (known === undefined || !isBelowFloor(known, bound, pairs)) continue;
    const floor = floorInWords(known, noiseFloor(known, pairs));
    throw new ProofloadError(
      'BOUND_BELOW_NOISE',
      `The bound of "${id}" is below the noise floor of this machine, which is ${floor} with ${pairs} pairs.`,
      `Allow at least ${floor}, or measure more pairs: --pairs ${2 * pairs}.`,
    );
  }
  return 'Every bound is above the noise floor that gate --calibrate measured on this machine.';
}
