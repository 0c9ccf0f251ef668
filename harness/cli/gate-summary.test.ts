import { describe, expect, it } from 'vitest';
import { GATES } from '../../reports/testdata/gates.ts';
import { exitCodeOfGate } from '../gate/gate-status.ts';
import { renderGateSummary } from './gate-summary.ts';

const STYLE = { colour: false, columns: 100 };

describe('renderGateSummary', () => {
  it('has the headline, a line for each check, and the reasons of those that did not pass', () => {
    expect(renderGateSummary(GATES.budget, STYLE)).toBe(`
  ✗ Beyond budget: correct; pool-wait not settled.

  ✗ fail         correct 99.2% (99.1% to 99.29%); at least 99.9%
                 Of 38,000 requests 99.2% were correct; the promise is at least 99.9%, so it was
                 broken in this run.
  ? inconclusive pool-wait not measured; under 5 ms
                 Nothing measured the wait for a database connection.
  ! warning      goodput 499 requests/s (497 to 500 requests/s); at least 450 requests/s, warning:
                 at least 500 requests/s
                 On average 499 requests/s were answered correctly; the promise is at least 450
                 requests/s, so it holds. It is beyond the warning bound: at least 500 requests/s.
  ✓ pass         p95 18.2 ms (17.9 to 18.6 ms); under 200 ms, warning: under 150 ms

  · From outside, no server was killed.
`);
  });

  it('lets no text become a command of a CI system or move the cursor', () => {
    const hostile = `${'x '.repeat(60)}::error::owned ##[error]owned\n::stop-commands::\u001b[2J\u202e`;
    const check = { ...GATES.budget.checks[1]!, id: hostile, reason: hostile };
    const text = renderGateSummary(
      { ...GATES.budget, headline: hostile, notes: [hostile], checks: [check] },
      STYLE,
    );
    expect(text).not.toMatch(/::|##\[/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this looks for
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
  });
});

describe('exitCodeOfGate', () => {
  it('lets a warning pass, and an inconclusive gate count as it is told', () => {
    expect(exitCodeOfGate('pass', 'own')).toBe(0);
    expect(exitCodeOfGate('warn', 'fail')).toBe(0);
    expect(exitCodeOfGate('fail', 'pass')).toBe(1);
    expect(exitCodeOfGate('invalid', 'pass')).toBe(4);
    expect(['own', 'pass', 'fail'].map((each) => exitCodeOfGate('inconclusive', each as 'own'))).toEqual([
      3, 0, 1,
    ]);
  });
});
