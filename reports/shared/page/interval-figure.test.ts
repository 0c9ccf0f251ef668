import { describe, expect, it } from 'vitest';
import type { TargetVerdict } from '../../../harness/model/verdict.ts';
import { fixture } from '../../testdata/fixtures.ts';
import { intervalFigure } from './interval-figure.ts';

const p95 = fixture('pass').verdict.targets[0]!;
const availability = fixture('pass').verdict.targets[2]!;

/** Horizontal positions in the drawing. */
function places(target: TargetVerdict) {
  const svg = intervalFigure(target).toString();
  const number = (pattern: RegExp) => {
    const text = pattern.exec(svg)?.[1];
    return text === undefined ? null : Number(text);
  };
  return {
    bound: number(/<line x1="([\d.]+)"[^>]*stroke="var\(--ink,[^"]*"/)!,
    dot: number(/<circle cx="([\d.]+)"/),
    shadeFrom: number(/<rect x="([\d.]+)"[^>]*promised-side/),
    barFrom: number(/<rect x="([\d.]+)"[^>]*fill-opacity/),
    title: /<title>(.*?)<\/title>/.exec(svg)?.[1],
  };
}

describe('intervalFigure', () => {
  it('puts a value below an upper bound into the shaded side', () => {
    const { bound, dot, shadeFrom } = places(p95);
    expect(dot!).toBeLessThan(bound);
    expect(shadeFrom!).toBeLessThan(bound);
  });

  it('puts a value beyond its bound on the other side', () => {
    const { bound, dot } = places({ ...p95, actual: 231, interval: null });
    expect(dot!).toBeGreaterThan(bound);
  });

  it('stretches a share near 1, so that 99.8% and 99.99% are far apart', () => {
    const good = places(availability);
    const bad = places({ ...availability, actual: 0.998, interval: null });
    expect(good.dot!).toBeGreaterThan(good.bound + 50);
    expect(bad.dot!).toBeLessThan(bad.bound - 50);
    expect(good.shadeFrom).toBe(good.bound);
  });

  it('draws an open interval up to the border', () => {
    const interval = { low: null, high: 250, confidence: 0.95, method: 'rank' };
    expect(places({ ...p95, interval }).barFrom).toBe(8);
  });

  it('draws only the bound if nothing was measured, and says so', () => {
    expect(places({ ...p95, actual: null, interval: null })).toMatchObject({
      dot: null,
      barFrom: null,
      title: 'Not measured; bound 200 ms',
    });
  });

  it('stays inside itself at the ends: a bound of 0, a share of 1', () => {
    for (const target of [
      { ...p95, bound: 0, actual: 0, interval: null },
      { ...availability, bound: 1, actual: 1, interval: null },
    ]) {
      const { bound, dot } = places(target);
      for (const x of [bound, dot!]) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(230);
      }
    }
  });
});
