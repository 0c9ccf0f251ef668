import { describe, expect, it } from 'vitest';
import type { ValidityCheck } from '../../harness/model/verdict.ts';
import { held, heldChecks, unknown, violated } from '../testdata/checks.ts';
import { fixture } from '../testdata/fixtures.ts';
import { allowedBy, measuredBy, trustSentence, unlistedReasons, violations } from './trust.ts';

const figures = { actual: 3, bound: 0, unit: 'arrivals', reason: 'Three were dropped.' };
const { actual: _, ...limits } = figures;

function verdictOf(checks: ValidityCheck[], generatorReasons: string[] = []) {
  const status = checks.some((check) => check.status === 'violated')
    ? ('invalid' as const)
    : ('valid' as const);
  const { generator } = fixture('pass').verdict;
  return {
    validity: { status, checks },
    generator: { ...generator, reasons: generatorReasons },
    targets: [],
  };
}

describe('trustSentence', () => {
  it('counts the checks that held', () => {
    expect(trustSentence(verdictOf([held('clock-jump', 'steady', figures)]))).toBe(
      'The measurement can be trusted: 1 of 1 checks held.',
    );
  });

  it('counts violated and unknown ones separately', () => {
    const checks = [
      held('clock-jump', 'steady', figures),
      violated('arrivals-dropped', 'steady', figures),
      unknown('code-changed', null, limits),
    ];
    expect(trustSentence(verdictOf(checks))).toBe(
      'Part of the measurement cannot be used: 1 of 3 checks is violated in a way that could have turned a result; 1 could not be made.',
    );
    const survived = { ...verdictOf(checks).validity, status: 'valid' as const };
    expect(trustSentence({ validity: survived })).toBe(
      'The measurement can be trusted: 1 of 3 checks is violated, but could not have turned a result; 1 could not be made.',
    );
    expect(trustSentence(verdictOf([checks[0]!, checks[2]!]))).toBe(
      'The measurement can be trusted: 1 of 2 checks held; 1 could not be made.',
    );
  });

  it('expresses no trust without checks, or if none could be made', () => {
    expect(trustSentence(verdictOf([]))).toMatch(/unknown whether .*: no check/);
    expect(trustSentence(verdictOf([unknown('code-changed', null, limits)]))).toMatch(/^Nothing shows/);
  });

  it('accepts that an older verdict without checks is invalid', () => {
    const validity = { status: 'invalid' as const, checks: [] };
    expect(trustSentence({ validity })).toMatch(/^The measurement cannot be trusted/);
  });
});

describe('violations', () => {
  it('begin with those that could have changed a result', () => {
    const late = violated('start-delay', 'steady', { ...figures, reason: 'It was late.' });
    const changed = violated('code-changed', null, { ...figures, reason: 'The code was changed.' });
    const hitRatio = fixture('pass').verdict.targets.find(({ id }) => id === 'tvet.hit-ratio')!;
    const verdict = { ...verdictOf([late, changed]), targets: [{ ...hitRatio, status: 'invalid' as const }] };
    expect(violations(verdict)).toEqual(['The code was changed.', 'It was late.']);
  });

  it('are the reasons of violated checks, and those of the generator that no check has', () => {
    const verdict = verdictOf(
      [violated('arrivals-dropped', 'steady', figures)],
      [figures.reason, 'It was late.'],
    );
    expect(violations(verdict)).toEqual([figures.reason, 'It was late.']);
    expect(unlistedReasons(verdict)).toEqual(['It was late.']);
  });
});

describe('the figure of a check and its bound', () => {
  const bounds = (checks: ValidityCheck[]) =>
    Object.fromEntries(checks.map((check) => [`${check.name} ${check.phase}`, allowedBy(check)]));

  it('state on which side of the bound the figure must be', () => {
    expect(bounds(heldChecks())).toMatchObject({
      'arrivals-dropped steady': 'at most 0 arrivals',
      'rate-not-reached steady': 'at least 1,188 arrivals/s',
      'vus-exhausted steady': 'under 90%',
      'connections-lost users-steady': 'at least 29,700 connections',
      'code-changed null': 'at most 0 changes',
    });
    const requests = held('connections-lost', 'steady', { ...figures, unit: 'requests' });
    expect(allowedBy(requests)).toBe('at most 0 requests');
  });

  it('can be distinguished, however close', () => {
    const check = violated('start-delay', 'steady', { ...figures, actual: 50.004, bound: 50, unit: 'ms' });
    expect(measuredBy(check)).toBe('50.004 ms');
  });

  it('are never blank', () => {
    const check = unknown('connections-lost', 'users', { ...limits, bound: null });
    expect([measuredBy(check), allowedBy(check)]).toEqual(['unknown', 'no bound']);
  });
});
