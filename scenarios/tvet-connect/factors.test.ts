import { expect, it } from 'vitest';
import { SEEN } from '../../harness/compare/factors/testdata/seen.ts';
import type { CacheOutcomes } from '../../harness/model/seen.ts';
import { factors } from './factors.ts';

const [cachedSessions] = factors;
const status = (lookupsByFamily: Record<string, CacheOutcomes>, level: boolean) =>
  cachedSessions!.prove({ ...SEEN, lookupsByFamily }, level).status;
const content = { online_class: { hit: 9, miss: 1, error: 0 } };

it('is proved when sessions are found in the cache, or are not looked up there with the factor off', () => {
  expect(status({ ...content, user_session: { hit: 5, miss: 1, error: 0 } }, true)).toBe('proved');
  expect(status(content, false)).toBe('proved');
});

it('is refuted when no session is ever found in the cache, or when sessions are looked up with the factor off', () => {
  expect(status({ ...content, user_session: { hit: 0, miss: 6, error: 0 } }, true)).toBe('refuted');
  expect(status(content, true)).toBe('refuted');
  expect(status({ ...content, user_session: { hit: 0, miss: 1, error: 0 } }, false)).toBe('refuted');
});

it('is unknown when no server reported its cache', () => {
  expect(status({}, true)).toBe('unknown');
  expect(status({}, false)).toBe('unknown');
});
