import { beforeAll, describe, expect, it } from 'vitest';
import { expectGolden, withoutDrawings, withoutScript, withoutStyle } from '../testdata/golden.ts';
import { hostile, PAYLOAD } from '../testdata/hostile.ts';
import { madeUpTrend, TREND_NAMES, type TrendName } from '../testdata/trends.ts';
import { renderTrend } from './index.ts';
import { trendHeadline, trendState } from './words.ts';

const TIME_LIMIT_MS = 120_000;

describe('renderTrend', { timeout: TIME_LIMIT_MS }, () => {
  let drawn: Record<TrendName, string>;

  beforeAll(async () => {
    const pages = TREND_NAMES.map(async (name) => [name, await renderTrend(madeUpTrend(name))] as const);
    drawn = Object.fromEntries(await Promise.all(pages)) as Record<TrendName, string>;
  }, TIME_LIMIT_MS);

  it.each(TREND_NAMES)('draws the trend "%s" as its golden', (name) => {
    expectGolden(`trend-${name}.golden.html`, withoutStyle(withoutDrawings(drawn[name])));
  });

  it('gives the same bytes for the same trend and does not change it', async () => {
    const trend = madeUpTrend('worse');
    const before = structuredClone(trend);
    expect(await renderTrend(trend)).toBe(drawn.worse);
    expect(trend).toEqual(before);
  });

  it.each(TREND_NAMES)('contains no words like NaN, and nothing from outside in "%s"', (name) => {
    const html = withoutScript(drawn[name]);
    expect(html).not.toMatch(/NaN|undefined|\[object|Infinity|\bnull\b/);
    expect(html).not.toMatch(/https?:|<link(?! rel="icon" href="data:,")|@import|url\(/);
  });

  it('leads to the report of each run', () => {
    const addresses = [...drawn.worse.matchAll(/href="(\.\/[^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toEqual([6, 5, 4, 3, 2, 1, 0].map((day) => `./2026-hall-${day}/report.html`));
  });

  it.each(TREND_NAMES)('escapes every text of "%s"', async (name) => {
    const html = withoutScript(await renderTrend(hostile(madeUpTrend(name))));
    expect(html).not.toMatch(/<script>alert|<img|<\/title><\/svg>|\u202E/);
    expect(html).not.toMatch(/href="(?!#|data:,|\.\/)/);
    expect(html).not.toContain(PAYLOAD);
  });
});

it.each([
  ['worse', '5 of 6 targets held in the newest run; worse than before: p95 response time.'],
  [
    'broken-up',
    '12 of 12 targets held in the newest run of each system; none was seen to be worse than before.',
  ],
  ['empty', 'There is no run here that counts.'],
] as const)('the headline of "%s"', (name, sentence) => {
  expect(trendHeadline(madeUpTrend(name))).toBe(sentence);
});

it.each([
  ['worse', { status: 'fail', word: 'Worse than before' }],
  ['broken-up', { status: 'pass', word: 'Held, and not seen to be worse' }],
  ['empty', null],
] as const)('the state of "%s"', (name, state) => {
  expect(trendState(madeUpTrend(name))).toEqual(state);
});

it('a target that is broken but no worse makes the trend "not held", one that is open makes it "not settled"', () => {
  const trend = madeUpTrend('broken-up');
  const withNewest = (status: 'fail' | 'invalid') => {
    const [first, ...others] = structuredClone(trend.systems);
    first!.targets[0]!.points.at(-1)!.status = status;
    return { ...trend, systems: [first!, ...others] };
  };
  expect(trendState(withNewest('fail'))).toEqual({ status: 'fail', word: 'Not held' });
  expect(trendState(withNewest('invalid'))).toEqual({ status: 'inconclusive', word: 'Not settled' });
});
