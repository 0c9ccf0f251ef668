import { describe, expect, it } from 'vitest';
import type { TargetVerdict } from '../../harness/model/verdict.ts';
import { fixture } from '../testdata/fixtures.ts';
import { measured, survivedInWords } from './measured.ts';
import { promisesSection } from './page/promises.ts';

const [p95] = fixture('pass').verdict.targets as [TargetVerdict];

describe('the figure of a target', () => {
  it('is endless if a percentile has more failures than it leaves room for', () => {
    expect(measured(p95)).toBe('7.42 ms');
    expect(measured({ ...p95, actual: null, interval: { ...p95.interval!, high: null } })).toBe('endless');
    expect(measured({ ...p95, actual: null, interval: null })).toBe('not measured');
  });
});

it('the page shows under the promise what a result survived', () => {
  const survived = [{ check: 'start-delay', phase: 'steady', how: 'A late start changes no answer.' }];
  const sentence =
    "This holds although a check was violated in 'steady' (requests start on time): A late start changes no answer.";
  expect(survivedInWords({ ...p95, survived })).toEqual([sentence]);
  const data = fixture('pass');
  const verdict = { ...data.verdict, targets: [{ ...p95, survived }] };
  const page = promisesSection({ ...data, verdict }).toString();
  expect(page).toContain('<p class="survived">This holds although a check was violated in');
  expect(promisesSection(data).toString()).not.toContain('class="survived"');
});
