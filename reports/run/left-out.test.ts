import { describe, expect, it } from 'vitest';
import type { Run } from '../../harness/model/run.ts';
import { fixture } from '../testdata/fixtures.ts';
import { trustBlocks } from './formats/markdown-trust.ts';
import { trustSection } from './page/trust.ts';

const uncheckedRun = (changes: Partial<Run> = {}) => {
  const data = fixture('pass');
  return { ...data, run: { ...data.run, target: 'http://127.0.0.1:3000', dataChecks: [], ...changes } };
};

describe('whether data was kept', () => {
  it('is left out of the report on a system of one’s own, which has no data checks', () => {
    for (const state of ['complete', 'aborted'] as const) {
      const own = uncheckedRun({ promisedBy: 'config', state });
      expect(trustSection(own).toString()).not.toMatch(/Data kept|Not checked/);
      expect(trustBlocks(own).join()).not.toMatch(/Data:|Not checked/);
    }
  });

  it('is said of a documented platform, or why it was not checked', () => {
    const [checked, unchecked] = [fixture('pass'), uncheckedRun()];
    expect(trustSection(checked).toString()).toContain('<h3>Data kept <');
    expect(trustBlocks(checked).join()).toMatch(/Data, .*: .* acknowledged, .* found/);
    for (const text of [trustSection(unchecked).toString(), trustBlocks(unchecked).join()])
      expect(text).toMatch(/Data(?: kept<.*|: )Not checked: Proofload had no access/);
  });
});
