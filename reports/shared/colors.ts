/*
 * Every colour of a page, on a light and on a dark surface. Drawings name a colour as a custom property, which the style sheet defines
 * for screens of both kinds and for paper. Where a style sheet is not allowed to apply (Jenkins), the light colour in the drawing holds.
 */

type Pair = readonly [light: string, dark: string];

export const COLORS = {
  surface: ['#fdfdfb', '#14171a'],
  raised: ['#f4f4f0', '#1d2125'],
  ink: ['#1a1e23', '#e9ebed'],
  'ink-soft': ['#545b63', '#a7afb7'],
  line: ['#e4e4de', '#2b3036'],
  'line-strong': ['#b4b6b0', '#565e66'],
  grid: ['#ecece7', '#262b30'],
  accent: ['#1c5d9f', '#86b8ee'],
  'promised-side': ['#dfe9f2', '#233140'],
  'band-judged': ['#e9eff5', '#1e2832'],
  'band-other': ['#efefea', '#202428'],
  edge: ['#d4d6d0', '#3a4148'],
  'on-state': ['#ffffff', '#14171a'],
  pass: ['#0a6b58', '#55cfaf'],
  'pass-tint': ['#e6f2ee', '#16302a'],
  fail: ['#b3261e', '#ff9486'],
  'fail-tint': ['#fbecea', '#3b201e'],
  inconclusive: ['#835300', '#efb95c'],
  'inconclusive-tint': ['#f9f0dd', '#362a14'],
  invalid: ['#5a4897', '#bcabf6'],
  'invalid-tint': ['#efecf8', '#2a2540'],
  'series-blue': ['#0a66a8', '#6db3f2'],
  'series-vermilion': ['#c64a00', '#ff8b57'],
  'series-green': ['#00805f', '#3fc79d'],
  'series-purple': ['#a8478a', '#e095c6'],
  'series-amber': ['#bd8100', '#e6b13e'],
  'series-sky': ['#3d95cc', '#9ad4f7'],
  'series-grey': ['#6d7378', '#9aa2a9'],
  'arm-1': ['#1e191b', '#f9f2fb'],
  'arm-2': ['#215fab', '#4077f4'],
  'arm-3': ['#df711c', '#ea6c30'],
  'arm-4': ['#30a18f', '#2acab9'],
  'arm-5': ['#651c5f', '#a44c8f'],
  'arm-6': ['#895701', '#f7c12e'],
} as const satisfies Record<string, Pair>;

export type ColorName = keyof typeof COLORS;

/** A colour for an attribute of a drawing: the style sheet's, or the light one without a style sheet. */
export function paint(name: ColorName): string {
  return `var(--${name},${COLORS[name][0]})`;
}

function propertiesOf(side: 0 | 1): string {
  return Object.entries(COLORS)
    .map(([name, pair]) => `--${name}: ${pair[side]};`)
    .join('\n');
}

/** The part of the style sheet that defines the colours. */
export const COLOR_RULES = `:root {
color-scheme: light dark;
${propertiesOf(0)}
}
@media screen and (prefers-color-scheme: dark) {
:root {
${propertiesOf(1)}
}
}`;
