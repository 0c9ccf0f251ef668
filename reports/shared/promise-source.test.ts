import { expect, it } from 'vitest';
import { commonSource, ownSource } from './promise-source.ts';

const from = (document: string, section: string) => ({ source: { document, section } });

it.each([
  ['one section', [from('A', '9'), from('A', '9')], { document: 'A', section: '9' }, [null, null]],
  ['one document', [from('A', '8'), from('A', '9')], { document: 'A', section: null }, ['8', '9']],
  ['several documents', [from('A', '8'), from('B', '8')], null, ['A, 8', 'B, 8']],
  ['nothing', [], null, []],
])('is said once for promises of %s', (_, targets, common, own) => {
  expect(commonSource(targets)).toEqual(common);
  expect(targets.map((target) => ownSource(target, common))).toEqual(own);
});
