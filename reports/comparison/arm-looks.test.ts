import { describe, expect, it } from 'vitest';
import { COLORS } from '../shared/colors.ts';
import { lookOf } from './arm-looks.ts';

/*
 * Colours as people with each kind of colour vision see them: Machado, Oliveira and Fernandes, "A physiologically-based model for
 * simulation of color vision deficiency" (2009), severity 1, on linear sRGB. Distances are those of Oklab (Ottosson 2020).
 */
type Matrix = [number[], number[], number[]];

const VISIONS: Record<string, Matrix> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'without red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'without green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'without blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const LMS: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

/** In Oklab, two colours are just distinguishable at about 0.02. */
const LEAST_DISTANCE = 0.12;

const ARM_COLORS = Object.entries(COLORS).filter(([name]) => name.startsWith('arm-'));
const [light, dark] = ([0, 1] as const).map((side) => ARM_COLORS.map(([, pair]) => pair[side]));

const times = (matrix: Matrix, vector: number[]) =>
  matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * vector[i]!, 0));

function seen(color: string, vision: Matrix): number[] {
  const linear = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  const simulated = times(vision, linear).map((channel) => Math.min(1, Math.max(0, channel)));
  return times(LAB, times(LMS, simulated).map(Math.cbrt));
}

function leastDistance(colors: readonly string[], vision: Matrix): number {
  const all = colors.map((color) => seen(color, vision));
  return Math.min(
    ...all.flatMap((one, i) =>
      all.slice(i + 1).map((other) => Math.hypot(...one.map((value, axis) => value - other[axis]!))),
    ),
  );
}

describe('the looks of arms', () => {
  it('are all different, in shape alone and in colour alone for up to six, together for more', () => {
    const looks = Array.from({ length: 36 }, (_, i) => lookOf(i));
    const distinct = (of: (look: (typeof looks)[number]) => unknown, count: number) =>
      new Set(looks.slice(0, count).map((look) => JSON.stringify(of(look)))).size;
    expect(distinct(({ color }) => color, 6)).toBe(6);
    expect(distinct(({ dash }) => dash, 6)).toBe(6);
    expect(distinct(({ symbol }) => symbol, 6)).toBe(6);
    expect(distinct((look) => look, 36)).toBe(36);
  });

  it.each(Object.entries(VISIONS))('have colours that can be distinguished by vision: %s', (_, vision) => {
    for (const colors of [light!, dark!]) {
      expect(colors).toHaveLength(6);
      expect(leastDistance(colors, vision)).toBeGreaterThan(LEAST_DISTANCE);
    }
  });

  it('could not be distinguished in the colours of other series', () => {
    expect(leastDistance(['#0a66a8', '#00805f'], VISIONS['without blue']!)).toBeLessThan(0.05);
  });
});
