import { expect, it } from 'vitest';
import { verdictOf } from '../testdata/made-up-verdict.ts';

it('a target that fails has a suspect, a target that passes has none', () => {
  const verdict = verdictOf({ 'open steady': { queryTimesMs: [120, 150, 400] } });
  expect(verdict.statuses).toMatchObject({ queryTimeP95Ms: 'fail', cacheHitRatio: 'pass' });
  expect(verdict.of('queryTimeP95Ms').suspect).toMatchObject({ resource: null });
  expect(verdict.of('cacheHitRatio').suspect).toBeNull();
});

it('a target that would have failed if its measurement could be trusted has a suspect too', () => {
  const verdict = verdictOf({ 'open steady': { queryTimesMs: [120, 150, 400], startDelayMs: 200 } });
  expect(verdict.statuses).toMatchObject({ queryTimeP95Ms: 'invalid' });
  expect(verdict.of('queryTimeP95Ms').suspect).not.toBeNull();
});

it('every judged phase reports every resource', () => {
  expect(verdictOf().saturation.filter(({ phase }) => phase === 'open steady')).toHaveLength(9);
});
