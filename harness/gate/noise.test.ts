import { describe, expect, it } from 'vitest';
import type { GateNoise } from '../model/gate-noise.ts';
import { madeUpRun } from '../summary/testdata/made-up-run.ts';
import { isBelowFloor, noiseFloor } from './decision/noise-floor.ts';
import { floorInWords, requireAboveNoise } from './noise.ts';
import { plannedChanges } from './plan-budget.ts';

const { platform, scenario, profile, provenance } = madeUpRun();
const FINGERPRINT: GateNoise['fingerprint'] = { platform, scenario, profile, provenance };
const [P95] = plannedChanges(
  { schemaVersion: 1, changes: [{ id: 'p95', measure: 'responseTimeP95Ms', error: { relative: 0.1 } }] },
  null,
);

/** A machine on which pairs of equal runs differ by this. */
const noiseOf = (deviation: number): GateNoise => ({
  schemaVersion: 1,
  measuredAt: '2026-12-01T00:00:00.000Z',
  fingerprint: FINGERPRINT,
  figures: [
    {
      ...{
        id: 'p95',
        label: 'p95 response time',
        unit: 'ms',
        scale: 'ratio',
        base: 100,
        pairs: 8,
        floors: [],
      },
      indicator: P95!.measure.indicator,
      deviation,
    },
  ],
});

describe('requireAboveNoise', () => {
  it('refuses a bound below the noise floor, and says what would be allowed', () => {
    expect(requireAboveNoise(noiseOf(0.05), FINGERPRINT, [P95!], 4)).toMatch(/^Every bound is above/);
    expect(() => requireAboveNoise(noiseOf(0.2), FINGERPRINT, [P95!], 4)).toThrow(
      expect.objectContaining({
        code: 'BOUND_BELOW_NOISE',
        hint: 'Allow at least 31%, or measure more pairs: --pairs 8.',
      }),
    );
  });

  it.each([
    ['beside an error bound above it', { error: { relative: 0.4 }, warn: { relative: 0.1 } }],
    ['alone', { error: null, warn: { relative: 0.1 } }],
  ])('refuses a warn bound below the noise floor, %s', (_, bounds) => {
    expect(() => requireAboveNoise(noiseOf(0.2), FINGERPRINT, [{ ...P95!, ...bounds }], 4)).toThrow(
      'The warn bound of "p95" is below the noise floor of this machine, which is 31% with 4 pairs.',
    );
  });

  it('checks nothing against the noise of something else, and says what differs', () => {
    const other = { ...FINGERPRINT, sentParts: { 'request list': 'aa' } };
    const measured = {
      ...noiseOf(0.2),
      fingerprint: { ...FINGERPRINT, sentParts: { 'request list': 'bb' } },
    };
    expect(requireAboveNoise(measured, other, [P95!], 4)).toBe(
      'No bound was checked against the noise that gate --calibrate measured: the scenario differs (request list was changed).',
    );
    expect(requireAboveNoise(null, other, [P95!], 4)).toMatch(/has not been measured/);
  });
});

it('does not say that a bound is above a noise that was not measured', () => {
  const changes = plannedChanges(null, null);
  expect(requireAboveNoise(noiseOf(0.01), FINGERPRINT, changes, 4)).toBe(
    'The noise of correct and goodput has not been measured on this machine, so it is not known whether a bound is below it. gate --calibrate measures it.',
  );
});

describe('a noise floor in words', () => {
  it.each([0.01234, 0.02, 0.0401, 0.056, 0.0999, 0.2])(
    'is a bound that is allowed, for pairs that differ by %d',
    (deviation) => {
      const noise = { scale: 'ratio', unit: 'ms', deviation, base: 100 } as const;
      const words = floorInWords(noise, noiseFloor(noise, 4));
      expect(isBelowFloor(noise, { relative: Number.parseFloat(words) / 100 }, 4)).toBe(false);
    },
  );
});
