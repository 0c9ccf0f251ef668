import { expect, it } from 'vitest';
import type { IndexedTarget } from '../../harness/model/report-index.ts';
import { TARGETS } from '../testdata/targets.ts';
import { heldInWords, keyFigures } from './key-figures.ts';

const target = (id: string, status: IndexedTarget['status'], headroom: number | null): IndexedTarget => ({
  ...TARGETS[0]!,
  id,
  status,
  headroom,
});
const idsOf = (targets: IndexedTarget[]) => keyFigures(targets).map(({ id }) => id);

it('are the three with the least headroom if all passed', () => {
  const targets = [
    target('wide', 'pass', 0.9),
    target('none', 'pass', null),
    target('tight', 'pass', 0.01),
    target('close', 'pass', 0.1),
  ];
  expect(idsOf(targets)).toEqual(['tight', 'close', 'wide']);
  expect(heldInWords(targets)).toBe('4 of 4');
});

it('begin with what did not pass, the worst first', () => {
  const targets = [
    target('tight', 'pass', 0.01),
    target('open', 'inconclusive', 0.5),
    target('unknown', 'invalid', null),
    target('broken', 'fail', -0.2),
    target('more broken', 'fail', -0.4),
  ];
  expect(idsOf(targets)).toEqual(['more broken', 'broken', 'unknown']);
  expect(heldInWords(targets)).toBe('1 of 5');
});

it('keep the order of targets without a difference', () => {
  expect(idsOf([target('a', 'pass', null), target('b', 'pass', null)])).toEqual(['a', 'b']);
  expect(idsOf([])).toEqual([]);
});
