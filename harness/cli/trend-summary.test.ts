import { expect, it } from 'vitest';
import { hostile } from '../../reports/testdata/hostile.ts';
import { madeUpTrend } from '../../reports/testdata/trends.ts';
import { renderTrendSummary } from './trend-summary.ts';

it('has a line for each target, with its figure, its history and its change', () => {
  expect(renderTrendSummary(madeUpTrend('worse'), { colour: false, columns: 170 })).toBe(`
  5 of 6 targets held in the newest run; worse than before: p95 response time.

  Lecture Hall, 7 runs from 20 October 2026, 04:30 UTC
  ✗ tvet.p95           219 ms            ✓✓✓✓✓✓✗  worse (+19%, +16% to +23%)                  (212 to 226 ms)              under 200 ms
  ✓ tvet.rps           1,198 requests/s  ✓✓✓✓✓✓✓  no difference seen (+0%, −0.28% to +0.28%)  (1,194 to 1,201 requests/s)  at least 1,000 requests/s
  ✓ tvet.availability  99.9972%          ✓✓✓✓✓✓✓  no difference seen (+0%, −0.28% to +0.28%)  (99.992% to 99.9993%)        at least 99.9%
  ✓ tvet.users         30,000 users      ✓✓✓✓✓✓✓  no difference seen (+0%, −0.28% to +0.28%)  (at least 30,000 users)      at least 30,000 users
  ✓ tvet.db            1.71 ms           ✓✓✓✓✓✓✓  no difference seen (+0%, −0.28% to +0.28%)  (1.5 to 2 ms)                under 50 ms
  ✓ tvet.hit-ratio     92.8%             ✓✓✓✓✓✓✓  no difference seen (+0%, −0.26% to +0.26%)  (92.6% to 93%)               over 80%
`);
});

it('marks where runs cannot be compared, and says why, and what was left out', () => {
  const text = renderTrendSummary(madeUpTrend('broken-up'), { colour: false, columns: 140 });
  expect(text).toContain('✓✓✓✓✓✓✓✓✓✓✓✓✓|✓✓✓✓✓✓✓  no difference seen (+2.8%');
  expect(text).toContain(
    '  | 22 November 2026, 04:30 UTC: the hardware differs (4 cores instead of 2 cores)\n',
  );
  expect(text).toContain('  1 run left out: defects were planted in it.\n');
  expect(text.match(/· Whether the data have changed since the earlier runs is not known\./g)).toHaveLength(
    1,
  );
});

it('leaves columns out of a narrow terminal, the least important first', () => {
  const lines = renderTrendSummary(madeUpTrend('worse'), { colour: false, columns: 50 }).split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(50);
  expect(lines.find((line) => line.includes('tvet.p95  '))).toMatch(/^ {2}✗ tvet.p95 .* 219 ms/);
});

it('lets no text move the cursor', () => {
  const text = renderTrendSummary(hostile(madeUpTrend('broken-up')), { colour: false, columns: 100 });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this looks for
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
});
