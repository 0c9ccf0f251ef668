import { describe, expect, it } from 'vitest';
import { COLORS } from '../colors.ts';
import { RESOURCE_COLORS } from './state-label.ts';

/*
 * WCAG 2.2: text needs a contrast of 4.5:1 (1.4.3), graphical objects 3:1 (1.4.11). Relative luminance and contrast ratio
 * are defined in its glossary.
 */
const [light, dark] = ([0, 1] as const).map(
  (side) => new Map<string, string>(Object.entries(COLORS).map(([name, pair]) => [name, pair[side]])),
) as [Map<string, string>, Map<string, string>];

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

const STATES = ['pass', 'fail', 'inconclusive', 'invalid'];
const TEXT_PAIRS: [string, string][] = [
  ...['surface', 'raised', 'band-judged', 'band-other', 'promised-side'].map((ground): [string, string] => [
    'ink',
    ground,
  ]),
  ...['surface', 'band-judged', 'band-other'].map((ground): [string, string] => ['ink-soft', ground]),
  ['accent', 'surface'],
  ['accent', 'promised-side'],
  ['ink-soft', 'raised'],
  ...STATES.map((state): [string, string] => ['ink-soft', `${state}-tint`]),
  ['ink-soft', 'promised-side'],
  ...STATES.flatMap((state): [string, string][] => [
    [state, 'surface'],
    [state, `${state}-tint`],
    ['ink', `${state}-tint`],
    ['on-state', state],
  ]),
];
const SERIES = [...light.keys()].filter((name) => name.startsWith('series-'));
const ARMS = [...light.keys()].filter((name) => name.startsWith('arm-'));

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s colours', (_, colors) => {
  it('are complete', () => {
    expect(colors.size).toBeGreaterThan(25);
    expect(SERIES).toHaveLength(7);
    expect(ARMS).toHaveLength(6);
  });

  it.each(TEXT_PAIRS)('%s can be read on %s', (ink, ground) => {
    expect(contrast(colors.get(ink)!, colors.get(ground)!)).toBeGreaterThanOrEqual(4.5);
  });

  it('are readable for each state of a resource', () => {
    for (const color of Object.values(RESOURCE_COLORS)) {
      expect(contrast(colors.get(color)!, colors.get('surface')!)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each([...SERIES, ...ARMS])('%s can be seen on the page', (series) => {
    expect(contrast(colors.get(series)!, colors.get('surface')!)).toBeGreaterThanOrEqual(3);
  });
});

it('computes the contrast of black and white', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
