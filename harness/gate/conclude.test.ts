import { expect, it } from 'vitest';
import { madeUpRun } from '../summary/testdata/made-up-run.ts';
import { baselineGate } from './conclude.ts';

const { provenance } = madeUpRun();
const FRAME = { id: 'gate', title: 'Shop', startedAt: new Date(0), durationMs: 0, provenance };

it.each([
  [['runs/a', 'runs/b'], 'The data are not known.', ['The data are not known.']],
  [['runs/a', 'runs/b'], null, []],
  [[], 'The data are not known.', []],
])('a gate against %j says what is not known of the data: %s', (baselines, noteOnData, notes) => {
  const of = { runs: ['runs/head'], baselines, noteOnData, load: null, isFinal: true };
  const [compared, ...others] = baselineGate(FRAME, [], of).notes;
  expect(compared).toMatch(/^Compared with [02] earlier passing runs\.$/);
  expect(others).toEqual(notes);
});
