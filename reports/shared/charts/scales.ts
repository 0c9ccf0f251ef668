/* Domains and ticks are chosen here, not by Vega, so that they are round, few, and independent of assumed text widths. */

export type Axis = { type: 'linear' | 'log'; domain: [number, number]; ticks: number[] };

const MAX_TICKS = 6;

/** Points keep this distance from the ends of a logarithmic axis, as a ratio. */
const LOG_MARGIN = 1.15;

/** From 0 to a little above the largest value. */
export function linearAxis(values: readonly number[], atLeast = 1): Axis {
  const largest = Math.max(atLeast, ...values);
  const step = niceStep(largest / (MAX_TICKS - 1.5));
  const top = Math.ceil((largest * 1.04) / step) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => round(i * step));
  return { type: 'linear', domain: [0, round(top)], ticks };
}

/** The smallest span of an axis that does not start at 0, as a share of its values: noise must not fill a chart. */
const LEAST_SPAN = 0.1;

/** Round numbers around the values, for charts in which differences matter rather than the height above 0. */
export function spanAxis(values: readonly number[]): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === 0 && high === 0) return linearAxis(values);
  const least = LEAST_SPAN * Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE);
  const margin = Math.max((high - low) * 0.06, (least - (high - low)) / 2);
  const from = low >= 0 ? Math.max(0, low - margin) : low - margin;
  const step = niceStep((high + margin - from) / (MAX_TICKS - 2));
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil((high + margin) / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => round((first + i) * step));
  return { type: 'linear', domain: [ticks[0]!, ticks.at(-1)!], ticks };
}

/** Between round numbers below the smallest and above the largest value; zeros are left out. */
export function logAxis(values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return logAxis([1, 10]);
  const low = roundDown(Math.min(...positive) / LOG_MARGIN);
  const high = Math.max(roundUp(Math.max(...positive) * LOG_MARGIN), low * 10);
  const ticks = [1, 2, 5].flatMap((digit) => powersBetween(low, high).map((power) => round(digit * power)));
  const inside = ticks.filter((tick) => tick >= low && tick <= high).sort((a, b) => a - b);
  const decades = inside.filter((tick) => Number.isInteger(Math.log10(tick)));
  return {
    type: 'log',
    domain: [low, high],
    ticks: inside.length <= MAX_TICKS + 1 ? inside : thinned(decades),
  };
}

/** Logarithmic if the values span more than a linear axis can show, linear otherwise. */
export function axisFor(values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return linearAxis(values);
  return Math.max(...positive) / Math.min(...positive) > 20 ? logAxis(positive) : linearAxis(positive, 0);
}

/** Where a value lies on its axis, 0 at the low end and 1 at the high end. */
export function position(axis: Axis, value: number): number {
  const [low, high] = axis.domain;
  if (axis.type === 'linear') return (value - low) / (high - low);
  return Math.log(Math.max(value, low) / low) / Math.log(high / low);
}

/** Round moments that are at least `minGap` seconds apart. */
export function timeTicks(durationSec: number, minGapSec: number): number[] {
  const steps = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
  const step = steps.find((candidate) => candidate >= minGapSec) ?? Math.ceil(minGapSec / 3600) * 3600;
  return Array.from({ length: Math.floor(durationSec / step) + 1 }, (_, i) => i * step);
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 2.5, 5, 10].map((digit) => digit * power).find((step) => step >= least * 0.999) ?? 10 * power;
}

function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return round(([5, 2, 1].find((digit) => digit * power <= value * 1.0001) ?? 1) * power);
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return round(([1, 2, 5].find((digit) => digit * power >= value * 0.9999) ?? 10) * power);
}

function powersBetween(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  return Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i));
}

function thinned(ticks: number[]): number[] {
  const every = Math.ceil(ticks.length / MAX_TICKS);
  return ticks.filter((_, i) => i % every === 0);
}

/** Removes the rounding errors of binary fractions. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
