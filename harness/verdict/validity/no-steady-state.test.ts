import { describe, expect, it } from 'vitest';
import type { PhaseSummary, Summary, SummarySecond } from '../../model/summary.ts';
import { noSteadyState } from './no-steady-state.ts';

/** The check of a steady phase with these p95s of response time, one a second, and a goodput that does not change. */
function checked(p95s: readonly number[]) {
  const seconds = p95s.map((p95, second) => ({
    second,
    phase: 'steady',
    responseTimeMs: { p50: p95 / 2, p95, p99: 2 * p95 },
  })) as unknown as SummarySecond[];
  const phase = {
    name: 'steady',
    kind: 'steady',
    goodputPerSec: p95s.map(() => 100),
  } as unknown as PhaseSummary;
  const [check] = noSteadyState(phase, {
    summary: { seconds } as unknown as Summary,
    machineCores: 2,
    observesParts: true,
  });
  return check!;
}

/** Two slow waves on a slope: a median rise of more than a quarter that chance explains. */
const WAVES = Array.from({ length: 60 }, (_, i) => 100 + 60 * Math.sin((i / 60) * 4 * Math.PI) + 2.2 * i);

describe('a steady phase that drifts', () => {
  it('by more than the limit, but not significantly, is held and says so', () => {
    const check = checked(WAVES);
    expect(check.status).toBe('held');
    expect(check.actual).toBeGreaterThan(check.bound!);
    expect(check.reason).toMatch(
      /^'steady' was steady: its response time p95 rose by \d+%, which is not significant \(p = 0\.\d+\), and its goodput did not change\.$/,
    );
  });

  it('by a large share of very little is held and says so', () => {
    const check = checked(Array.from({ length: 60 }, (_, i) => 4 + i / 30));
    expect(check).toMatchObject({ status: 'held' });
    expect(check.reason).toContain('which is too little to matter: 1.97 ms (limit: 10 ms)');
  });

  it('within the limit is held with the size of the drift alone', () => {
    const check = checked(Array.from({ length: 60 }, (_, i) => 100 + (i % 7) + i / 30));
    expect(check.status).toBe('held');
    expect(check.reason).toMatch(/^'steady' was steady: its response time p95 rose by 1\.\d+%, and its/);
  });

  it('significantly and by more than the limit is violated', () => {
    expect(checked(Array.from({ length: 60 }, (_, i) => 100 + (i % 7) + 2 * i)).status).toBe('violated');
  });
});
