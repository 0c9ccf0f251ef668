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

it('have the most users of those who were there as planned, and everybody who was not', () => {
  const users = (id: string, status: IndexedTarget['status'], actual: number) => ({
    ...target(id, status, status === 'pass' ? 0 : null),
    ...{ unit: 'users' as const, actual },
  });
  const passed = [users('300', 'pass', 300), users('3,000', 'pass', 3_000), target('tight', 'pass', 0.01)];
  expect(idsOf(passed)).toEqual(['3,000', 'tight']);
  expect(idsOf([...passed, users('1,500', 'fail', 1_400)])).toEqual(['1,500', '3,000', 'tight']);
});

it('keep the order of targets without a difference', () => {
  expect(idsOf([target('a', 'pass', null), target('b', 'pass', null)])).toEqual(['a', 'b']);
  expect(idsOf([])).toEqual([]);
});
