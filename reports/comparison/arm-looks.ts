import type { ComparedArm } from '../../harness/model/comparison.ts';
import type { LegendEntry, SeriesSymbol } from '../shared/charts/chart.ts';
import type { SeriesColor } from '../shared/charts/theme.ts';

/** An arm has the same colour, dash and symbol in every chart, so that readers need not rely on any one of them. */
export type ArmLook = { color: SeriesColor; dash: readonly number[]; symbol: SeriesSymbol };

const LOOKS: readonly ArmLook[] = [
  { color: 'arm1', dash: [], symbol: 'circle' },
  { color: 'arm2', dash: [7, 3], symbol: 'square' },
  { color: 'arm3', dash: [2, 3], symbol: 'triangle-up' },
  { color: 'arm4', dash: [9, 3, 2, 3], symbol: 'diamond' },
  { color: 'arm5', dash: [4, 2], symbol: 'cross' },
  { color: 'arm6', dash: [12, 4], symbol: 'triangle-down' },
];

/** The first arm gets the first look. Beyond six, colours repeat with a different dash and symbol. */
export function lookOf(index: number): ArmLook {
  const round = Math.floor(index / LOOKS.length);
  const shape = LOOKS[(index + round) % LOOKS.length]!;
  return { ...shape, color: LOOKS[index % LOOKS.length]!.color };
}

/** An arm with its look and the key of its series, in the order of the comparison. */
export type DrawnArm = { arm: ComparedArm; look: ArmLook; series: string };

export function drawnArms(arms: readonly ComparedArm[]): DrawnArm[] {
  return arms.map((arm, i) => ({ arm, look: lookOf(i), series: `arm${i + 1}` }));
}

export function legendOf({ arm, look, series }: DrawnArm): LegendEntry {
  return { label: arm.label, color: look.color, shape: 'line', dash: look.dash, series };
}
