import { describe, expect, it } from 'vitest';
import type { JudgedClaim } from '../../harness/model/comparison.ts';
import { madeUpComparison } from '../testdata/comparisons.ts';
import { claimFigure } from './claim-figure.ts';
import { comparedInWords } from './claim-words.ts';

const supported = madeUpComparison('supported').comparison.claim!;
const refuted = madeUpComparison('refuted').comparison.claim!;

/** Horizontal positions in the drawing. */
function places(claim: JudgedClaim) {
  const svg = claimFigure(claim).toString();
  const number = (pattern: RegExp) => {
    const text = pattern.exec(svg)?.[1];
    return text === undefined ? null : Number(text);
  };
  return {
    bound: number(/<line x1="([\d.]+)"[^>]*stroke="var\(--ink,/)!,
    noChange: number(/<line x1="([\d.]+)"[^>]*stroke-dasharray/)!,
    dot: number(/<circle cx="([\d.]+)"/),
    shadeFrom: number(/<rect x="([\d.]+)"[^>]*promised-side/)!,
    barFrom: number(/<rect x="([\d.]+)"[^>]*fill-opacity/),
    title: /<title>(.*?)<\/title>/.exec(svg)?.[1],
  };
}

describe('claimFigure', () => {
  it('puts a supported claim on the shaded side of its bound', () => {
    const { bound, dot, shadeFrom, noChange } = places(supported);
    expect(shadeFrom).toBeLessThan(dot!);
    expect(dot!).toBeLessThan(bound);
    expect(bound).toBeLessThan(noChange);
  });

  it('puts a refuted one beyond it, and gives the figures in the title', () => {
    const { bound, dot, noChange, title } = places(refuted);
    expect(dot!).toBeGreaterThan(bound);
    expect(dot!).toBeGreaterThan(noChange);
    expect(title).toBe('The claim, claimed: under ×0.5; measured: ×1.1 (×1.05 to 1.15)');
  });

  it('shades above a lower bound', () => {
    const claim = { ...supported.claim, operator: '>=' as const, ratio: 2 };
    const { bound, shadeFrom } = places({ ...supported, claim });
    expect(shadeFrom).toBe(bound);
  });

  it('draws only the bound if nothing was measured', () => {
    expect(places(madeUpComparison('unusable').comparison.claim!)).toMatchObject({
      dot: null,
      barFrom: null,
    });
  });
});

describe('comparedInWords', () => {
  it('names the arms, the one like the baseline if several have these levels', () => {
    const { comparison } = madeUpComparison('unusable');
    expect(comparedInWords(comparison, comparison.claim!.claim)).toBe(
      'as documented, against indexes: left out',
    );
  });

  it('names the levels if there is no such arm', () => {
    const { comparison } = madeUpComparison('supported');
    const claim = { ...comparison.claim!.claim, against: { replicas: 2 } };
    expect(comparedInWords(comparison, claim)).toBe('cache: Redis, against replicas 2');
  });
});
