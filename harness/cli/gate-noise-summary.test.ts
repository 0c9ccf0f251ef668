import { describe, expect, it } from 'vitest';
import { EXIT } from '../model/errors.ts';
import type { GateNoise } from '../model/gate-noise.ts';
import { madeUpRun } from '../summary/testdata/made-up-run.ts';
import { type Calibrated, endCalibration } from './gate-noise-summary.ts';
import { keptShell } from './testing/kept-shell.ts';
import { printedObject } from './testing/printed.ts';

const { platform, scenario, profile, provenance } = madeUpRun();
const P95: GateNoise['figures'][number] = {
  id: 'p95',
  label: 'p95 response time',
  unit: 'ms',
  indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
  scale: 'ratio',
  deviation: 0.03,
  base: 100,
  pairs: 8,
  floors: [{ pairs: 4, floor: 0.041 }],
};

function ended({ figures = [P95], unmeasured = [] as string[] } = {}, json = false) {
  const { shell, kept } = keptShell();
  const fingerprint = { platform, scenario, profile, provenance };
  const noise: GateNoise = {
    schemaVersion: 1,
    measuredAt: '2026-12-01T00:00:00.000Z',
    fingerprint,
    figures,
  };
  const calibrated: Calibrated = { noise, file: `${process.cwd()}/runs/gate-noise.json`, unmeasured };
  endCalibration(shell, calibrated, json);
  return kept();
}

describe('the end of gate --calibrate', () => {
  it('shows how much equal runs differ, and the smallest bounds', () => {
    expect(ended()).toMatchObject({
      code: EXIT.pass,
      out: `
  p95 (p95 response time): pairs of equal runs differ by 3% (8 pairs)
    smallest bound, by pairs: 4.1% with 4

  noise    runs/gate-noise.json

`,
    });
  });

  it('is no success if too little was measured of a figure, which it names', () => {
    const { code, out } = ended({ unmeasured: ['lag'] });
    expect(code).toBe(EXIT.inconclusive);
    expect(out).toContain('  lag: too little was measured to say anything\n');
    expect(ended({ figures: [], unmeasured: ['p95'] }).code).toBe(EXIT.inconclusive);
  });

  it('is one object with --json', () => {
    expect(printedObject(ended({}, true).out)).toMatchObject({
      kind: 'gate-noise',
      noise: { figures: [{ id: 'p95' }] },
    });
  });
});
