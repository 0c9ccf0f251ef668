import type { CalibratedLoad, CalibrationCurve } from '../model/calibration.ts';
import type { Repeats } from './repeats.ts';

export type MeasuredLoad = { load: CalibratedLoad; curves: CalibrationCurve[] };

/**
 * Measures a load until nothing disturbed it, and keeps only that attempt. If every attempt was disturbed, it keeps the one with
 * the fewest unknown figures, and among equals the first. A wrong figure is wrong whatever disturbed it, so an attempt with one is
 * not repeated.
 */
export async function undisturbedLoad(
  repeats: Repeats,
  name: string,
  once: () => Promise<MeasuredLoad>,
): Promise<MeasuredLoad> {
  const attempts = await repeats.measure(name, once, ({ load }) => spoilerOf(load));
  const last = attempts.at(-1)!;
  const kept =
    spoilerOf(last.load) === null
      ? last
      : attempts.toSorted((a, b) => unknownFigures(a.load) - unknownFigures(b.load))[0]!;
  const discarded = attempts.filter((attempt) => attempt !== kept).map(({ load }) => spoilerOf(load)!);
  return { ...kept, load: { ...kept.load, discarded } };
}

function spoilerOf({ figures, problems }: CalibratedLoad): string | null {
  if (figures.some(({ status }) => status === 'wrong')) return null;
  return problems[0] ?? figures.find(({ status }) => status === 'unknown')?.reason ?? null;
}

function unknownFigures({ figures }: CalibratedLoad): number {
  return figures.filter(({ status }) => status === 'unknown').length;
}
